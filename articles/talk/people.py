"""Who sees an article, who edits nearest to a desk, and whose names stand in a note."""

import re

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from newsroom.reporters.models import Membership

# What a username may hold (django.contrib.auth), after an @ that begins a word.
MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")
# Nobody is called by everybody's name.
MENTIONED_AT_MOST = 20

# A membership reaches the desks below its own: those that reach this one are held above it.
ABOVE = """
WITH RECURSIVE above (id) AS (
    SELECT %s::bigint
    UNION
    SELECT parent_id FROM desks_desk JOIN above USING (id) WHERE parent_id IS NOT NULL
)
SELECT id FROM above
"""


def who_see(article):
    """The users who may open `article`: whom `visible_to` shows it, asked the other way round.

    Those alone who may enter the newsroom: active, and with a role or network administrators.
    """
    roles = Membership.objects.filter(user=OuterRef("pk"))
    here = roles.filter(desk__in=RawSQL(ABOVE, [article.desk_id]))
    sees = (
        Q(pk=article.created_by_id)
        | Q(pk__in=article.bylines.exclude(reporter__user=None).values("reporter__user"))
        | Exists(here.filter(role__in=["editor", "chief"]))
        | Q(is_superuser=True)
    )
    if article.shared:
        sees |= Exists(here)
    return get_user_model().objects.filter(
        sees, Q(is_superuser=True) | Exists(roles), is_active=True
    )


def nearest_editors(desk):
    """The editors of `desk`; where it has none, those of the nearest desk above that has."""
    branch = [desk, *desk.ancestors()]
    held = {}
    for membership in Membership.objects.filter(desk__in=branch, role__in=["editor", "chief"]):
        held.setdefault(membership.desk_id, []).append(membership.user_id)
    nearest = next((held[each.pk] for each in branch if each.pk in held), [])
    return list(get_user_model().objects.filter(pk__in=nearest).order_by("pk"))


def names_in(text):
    """What may be usernames after an @ in `text`, in small letters, each with its shorter forms.

    A full stop or a dash after a name may end the sentence: both readings are tried.
    """
    found = []
    for written in MENTION.findall(text):
        written = written.lower()
        forms = [written]
        while written and written[-1] in ".+-@":
            written = written[:-1]
            forms.append(written)
        found.append([form for form in forms if form])
    return [forms for forms in found if forms][:MENTIONED_AT_MOST]


def mentioned(text, *, among):
    """The users of `among` whose usernames stand in `text` after an @, in its order."""
    named = names_in(text)
    if not named:
        return []
    wanted = {form for forms in named for form in forms}
    users = among.annotate(small=Lower("username")).filter(small__in=wanted)
    by_name = {user.small: user for user in users}
    found = [next((by_name[form] for form in forms if form in by_name), None) for forms in named]
    return list(dict.fromkeys(user for user in found if user is not None))


def not_reached(text, found):
    """The names after an @ in `text` that are none of the users `found`."""
    have = {user.username.lower() for user in found}
    return [forms[-1] for forms in names_in(text) if not have & set(forms)]
