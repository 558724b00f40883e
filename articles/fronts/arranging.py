"""Arranging a desk's front: what is wanted goes in, a change and its positions come out.

A front is arranged for a span of time, mostly from now on without an end. What was arranged for a
later moment stays as it is: the new positions make room for it and come back afterwards.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models.placement import Placement
from articles.models.version import FOREVER, Version
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from .models.change import Change
from .models.position import LEAD, PLACES, Position

# The same arrangement within this time is a button pressed twice, or two people who want the same.
PRESSED_TWICE = timedelta(minutes=1)


class NotAllowed(ValidationError):
    """This person does not arrange this front."""


class Stale(ValidationError):
    """Somebody arranged the front after this person had looked; `changes` are theirs."""

    def __init__(self, changes):
        super().__init__(_("Somebody arranged this front after you opened it."), code="stale")
        self.changes = changes


@dataclass(frozen=True)
class Entry:
    """A story at a place, as an editor wants it: under which headline, and until when."""

    place: int
    article: int
    headline: str = ""
    until: datetime = FOREVER


def last_number(desk):
    """The number of the newest change of the front of `desk`; 0 before the first."""
    changes = Change.objects.filter(desk=desk).order_by("-number")
    return changes.values_list("number", flat=True).first() or 0


def entry_of(position):
    """What an editor had wanted when `position` came to be."""
    return Entry(position.place, position.article_id, position.headline, position.until)


def arrange(desk, entries, *, by, at, seen, starts_at=None, ends_at=FOREVER):
    """Put `entries` on the front of `desk`, and nothing else, from `starts_at` (or now) on.

    `seen` is the number of the last change that the person saw. From `ends_at` on the front is
    again what it was before. Returns the Change, or None where all stands so already. Raises
    NotAllowed, Stale, or another ValidationError that says what is wrong.
    """
    asked = {
        "from": starts_at.isoformat() if starts_at else None,
        "until": ends_at.isoformat(),
        "places": [
            [entry.place, entry.article, entry.headline, entry.until.isoformat()]
            for entry in sorted(entries, key=lambda entry: entry.place)
        ],
    }
    starts_at = max(starts_at or at, at)
    _check(entries, starts_at, ends_at)
    with transaction.atomic():
        done = _lock(desk, by=by, at=at, seen=seen, asked=asked)
        if done:
            return done
        rows = _in_force(desk, starts_at)
        now = {row.place: row for row in rows if row.is_standing_at(starts_at)}
        wanted = {entry.place: entry for entry in entries}
        gone = [row for row in now.values() if wanted.get(row.place) != entry_of(row)]
        new = [e for e in entries if e.place not in now or entry_of(now[e.place]) != e]
        if not gone and not new:
            return None
        _check_shown(desk, new, {row.article_id for row in rows}, starts_at, at)
        change = _change(desk, by, at, starts_at, ends_at, asked)
        # A story that is taken off does not come back after another story's time.
        same = {(row.place, row.article_id) for row in gone}
        gone += [
            row
            for row in rows
            if starts_at < row.starts_at < ends_at
            and row.resumes
            and (row.place, row.article_id) in same
        ]
        made = []
        for row in gone:
            made += _outside(row, starts_at, ends_at, at)
        left = [row for row in rows if row not in gone]
        for entry in new:
            made += _around(entry, desk, left, starts_at, ends_at)
        _write(change, gone, made)
        return change


def bring_back(desk, number, *, by, at, seen):
    """Make the front of `desk` what it was before the change `number`, from now on.

    Returns the new Change. Raises NotAllowed, Stale, or ValidationError for no such change.
    """
    asked = {"before": number}
    with transaction.atomic():
        done = _lock(desk, by=by, at=at, seen=seen, asked=asked)
        if done:
            return done
        if not Change.objects.filter(desk=desk, number=number).exists():
            raise ValidationError(_("There is no such change."), code="no_change")
        change = _change(desk, by, at, at, FOREVER, asked)
        ahead = Position.objects.on(desk).filter(ends_at__gt=at)
        gone = list(ahead.standing().filter(made_by__number__gte=number))
        before = list(ahead.filter(made_by__number__lt=number, replaced_by__number__gte=number))
        made = [
            _position(row, starts_at=max(row.starts_at, at), resumes=row.resumes) for row in before
        ]
        _write(change, gone, made)
        return change


def shift(desk, moment, to, *, by, at, seen):
    """Let what changes on the front of `desk` at `moment` happen at the moment `to` instead.

    What begins then begins at `to`, and what ends then stands until `to`; all else stays as it is.
    Returns the Change, or None where both moments are one. Raises NotAllowed, Stale, or another
    ValidationError that says why it cannot be.
    """
    asked = {"moved": moment.isoformat(), "to": to.isoformat()}
    if to <= at:
        raise ValidationError(_("That moment has passed: choose one that is to come."), code="past")
    with transaction.atomic():
        done = _lock(desk, by=by, at=at, seen=seen, asked=asked)
        if done:
            return done
        rows = _in_force(desk, at)
        begins = [row for row in rows if row.starts_at == moment > at]
        ends = [row for row in rows if row.ends_at == moment > at]
        if not begins and not ends:
            raise ValidationError(
                _("Nothing changes on this front at that moment any more."), code="no_change"
            )
        if to == moment:
            return None
        _check_shown(desk, [entry_of(row) for row in begins], set(), to, at)
        made = [_position(row, starts_at=to, resumes=row.resumes) for row in begins]
        made += [_until(row, moment, to) for row in ends]
        gone = begins + ends
        _check_room(made, [row for row in rows if row not in gone])
        change = _change(desk, by, at, to, FOREVER, asked)
        _write(change, gone, made)
        return change


def _until(row, moment, to):
    """`row`, which ends at `moment`, until `to`; never longer than its editor chose."""
    chosen = to if row.until == moment else row.until
    kept = _position(row, starts_at=row.starts_at, ends_at=min(to, chosen), resumes=row.resumes)
    kept.until = chosen
    return kept


def _check_room(made, left):
    """Raise ValidationError where one of `made` is no span, or stands in the way of another."""
    for number, row in enumerate(made):
        crowded = any(
            (row.place == other.place or row.article_id == other.article_id)
            and row.starts_at < other.ends_at
            and other.starts_at < row.ends_at
            for other in [*left, *made[:number]]
        )
        if crowded or row.starts_at >= row.ends_at:
            raise ValidationError(
                _("Place %(place)s changes once more in between: move that change first."),
                code="in_between",
                params={"place": row.place},
            )


def _check(entries, starts_at, ends_at):
    """Raise ValidationError for what no front can be."""
    if ends_at <= starts_at:
        raise ValidationError(_("The end is not after the beginning."), code="no_span")
    places = [entry.place for entry in entries]
    if any(not LEAD <= place <= PLACES for place in places):
        raise ValidationError(_("There is no such place on a front."), code="no_place")
    if len(set(places)) < len(places):
        raise ValidationError(_("Two stories are at one place."), code="place_twice")
    if len({entry.article for entry in entries}) < len(entries):
        raise ValidationError(_("A story stands on a front once."), code="story_twice")
    for entry in entries:
        if entry.until <= starts_at:
            raise ValidationError(
                _("Place %(place)s: the end is not after the beginning."),
                code="no_span",
                params={"place": entry.place},
            )
        if len(entry.headline) > 250:
            raise ValidationError(
                _("Place %(place)s: a headline has at most 250 characters."),
                code="headline_too_long",
                params={"place": entry.place},
            )


def _check_shown(desk, new, known, starts_at, at):
    """What is put on a front newly is, or will be, on the desk's pages."""
    numbers = {entry.article for entry in new} - known
    shown = Placement.objects.on(desk).filter(article__in=numbers, live_until__gt=starts_at)
    for number in numbers - set(shown.values_list("article_id", flat=True)):
        # What nobody reads yet is named by its number alone.
        public = Version.objects.live(at).filter(article=number).values_list("headline", flat=True)
        raise ValidationError(
            _("“%(headline)s” is not on this desk's pages: carry it first, or take it off."),
            code="not_shown",
            params={"headline": public.first() or _("Article %(number)s") % {"number": number}},
        )


def _lock(desk, *, by, at, seen, asked):
    """Let nobody else arrange this front meanwhile; returns the Change that this one repeats."""
    if not reach_of(by).has("editor", desk.pk):
        raise NotAllowed(_("You are not an editor at this desk."), code="not_allowed")
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    since = list(
        Change.objects.filter(desk=desk, number__gt=seen).select_related("by").order_by("number")
    )
    if not since:
        return None
    first = since[0]
    same = len(since) == 1 and first.asked == asked
    if same and abs(at - first.made_at) < PRESSED_TWICE:
        return first
    raise Stale(since)


def _change(desk, by, at, starts_at, ends_at, asked):
    return Change.objects.create(
        desk=desk,
        number=last_number(desk) + 1,
        by=by,
        made_at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        asked=asked,
    )


def _in_force(desk, at):
    """The positions that stand at `at` or later."""
    return list(Position.objects.standing().on(desk).filter(ends_at__gt=at).order_by("starts_at"))


def _position(row, *, starts_at, ends_at=None, resumes=False):
    """`row` once more, for another span; not saved."""
    return Position(
        desk_id=row.desk_id,
        article_id=row.article_id,
        place=row.place,
        headline=row.headline,
        starts_at=starts_at,
        ends_at=ends_at or row.ends_at,
        until=row.until,
        resumes=resumes,
    )


def _outside(row, starts_at, ends_at, at):
    """What is left of `row` before and after the span; not what lies behind us."""
    left = []
    if row.starts_at < starts_at and starts_at > at:
        left.append(_position(row, starts_at=row.starts_at, ends_at=starts_at, resumes=row.resumes))
    if ends_at < row.ends_at:
        left.append(_position(row, starts_at=max(ends_at, row.starts_at), resumes=True))
    return left


def _around(entry, desk, rows, starts_at, ends_at):
    """The positions of `entry` in the span, with room for what was arranged for later."""
    end = min(entry.until, ends_at)
    taken = [
        row
        for row in rows
        if starts_at < row.starts_at < end
        and (row.place == entry.place or row.article_id == entry.article)
    ]
    made, since = [], starts_at
    for begins, ends in [(row.starts_at, row.ends_at) for row in taken] + [(end, end)]:
        if since < begins:
            made.append(
                Position(
                    desk=desk,
                    article_id=entry.article,
                    place=entry.place,
                    headline=entry.headline,
                    starts_at=since,
                    ends_at=begins,
                    until=end,
                    resumes=bool(made),
                )
            )
        since = max(since, ends)
    return made


def _write(change, gone, made):
    Position.objects.filter(pk__in=[row.pk for row in gone]).update(replaced_by=change)
    for row in made:
        row.made_by = change
    Position.objects.bulk_create(made)
