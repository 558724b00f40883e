"""Parts of readers' pages that are made once of what never changes, and kept while it is shown.

A version, its pictures and a placement never change: the same rows on the same desk on the same day
make the same card. So a part is known by everything that it is made of, and a part that is made of
anything else is another part. What stands on a page now is read from the database for every page;
nothing here says whether a story is live.
"""

from datetime import date, datetime

from django import template
from django.db.models import Model
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.models.placement import Placement
from newsroom.desks.hosts import host_of
from newsroom.desks.models import Desk

# As many characters of them are kept in a process before it begins anew.
KEPT = 20_000_000
PLAIN = {int, str, bool, float, type(None), SafeString, datetime, date}

register = template.Library()


class Parts(dict):
    """What was made, by everything that it is made of: as much as has a weight of `most`."""

    def __init__(self, most=KEPT):
        super().__init__()
        self.most, self.weight = most, 0

    def keep(self, key, made, weight=1):
        """Keep it, and return it."""
        if self.weight + weight > self.most:
            self.clear()
            self.weight = 0
        self.weight += weight
        self[key] = made
        return made


parts = Parts()


def key_of(thing):
    """Everything that `thing` says, as one key. Desks are known by the tree of `frame_key`.

    What has a `known_by` is known by that: a number, or a tuple of them.
    """
    kind = type(thing)
    if kind in PLAIN:
        return thing
    if kind is list or kind is tuple:
        return tuple([key_of(each) for each in thing])
    known = getattr(thing, "known_by", None)
    if known is not None:
        return known
    if kind is dict:
        return tuple([key_of(each) for each in thing.values()])
    if kind is Placement:
        return _placement(thing)
    if kind is Desk:
        return thing.pk
    if isinstance(thing, Model):
        return _row(thing)
    return repr(thing)


def _placement(placement):
    """What a placement is shown with: its rows never change but for its own headline.

    Its span may; that it is shown says enough of that. And what a query added to it.
    """
    added, home = getattr(placement._state, "added", None), placement.version.desk
    if added is None:
        return (_row(placement), placement.version_id, home.name)
    said = placement.__dict__
    more = [key_of(said[name]) for name in added]
    return (placement.pk, placement.headline, home.name, *more)


def _row(thing):
    """The values of a row, and what the query added to them."""
    return tuple(
        [
            each if type(each) in PLAIN else key_of(each)
            for name, each in thing.__dict__.items()
            if name[0] != "_"
        ]
    )


@register.tag("made")
def made(parser, token):
    """`{% made "template" thing thing … name=value … %}`: an include that is made once.

    The template gets what `include` would give it, and may show nothing but the frame, the day, the
    things and the values.
    """
    _name, *bits = token.split_contents()
    values = template.base.token_kwargs([bit for bit in bits if "=" in bit], parser)
    name, *things = [parser.compile_filter(bit) for bit in bits if "=" not in bit]
    return Made(name.resolve({}), things, values)


class Made(template.Node):
    """The node of the tag."""

    def __init__(self, name, things, values):
        self.name, self.things, self.values = name, things, list(values.items())

    def render(self, context):
        """What was made of the same, or what is made now."""
        values = {name: value.resolve(context) for name, value in self.values}
        things = [thing.resolve(context) for thing in self.things]
        return _once(context, self.name, (*things, *values.values()), self._make, values)

    def _make(self, context, values):
        included = context.template.engine.get_template(self.name)
        with context.push(**values):
            return included.render(context)


@register.tag("made_here")
def made_here(parser, token):
    """`{% made_here "name" thing thing … %}…{% endmade_here %}`: what is between is made once.

    It may show nothing but the frame, the day and the things, in whatever blocks the page's
    template has for it. Where one of the things is None it is made anew.
    """
    _name, *bits = token.split_contents()
    name, *things = [parser.compile_filter(bit) for bit in bits]
    inside = parser.parse(("endmade_here",))
    parser.delete_first_token()
    return MadeHere(name.resolve({}), things, inside)


class MadeHere(template.Node):
    """The node of the tag."""

    def __init__(self, name, things, nodelist):
        self.name, self.things, self.nodelist = name, things, nodelist

    def render(self, context):
        """What was made of the same, or what is made now."""
        things = [thing.resolve(context) for thing in self.things]
        if any(thing is None for thing in things):
            return self.nodelist.render(context)
        return _once(context, (self.name, context.template.name), things, self.nodelist.render)


def _once(context, name, things, make, *more):
    """The part of this name that was made of these things, or `make(context, *more)`."""
    frame = context.get("frame_key")
    if frame is None:
        return make(context, *more)
    key = (name, frame, *map(key_of, things))
    found = parts.get(key)
    if found is None:
        found = make(context, *more)
        parts.keep(key, found, len(found))
    return found


def frame_key(request, *maps):
    """What every part is made of as well: the desk, when and where it is read, and `maps`.

    `maps` are numbers that change with the tree of desks, and with what else is around a page.

    None for a stand-in for a reader: what it is shown need not be saved, and is made anew.
    """
    if hasattr(request, "placements"):
        return None
    day = timezone.localdate(request.at)
    return (request.desk.pk, *maps, host_of(request), get_language(), day.toordinal())
