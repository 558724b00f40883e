"""Changing what a desk requires: who may, nothing that cannot be met, and a record of it."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models.kind import Kind
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from .holding import impossible
from .models import COUNTED, EVERY_KIND, Part, Requirement


def may_keep(user, desk_id):
    """Whether `user` decides what the desk requires: its chief editors, and those above."""
    return reach_of(user).has("chief", desk_id)


@transaction.atomic
def keep(desk, kind, amounts, *, by, at):
    """Make `amounts`, numbers by part, what `desk` itself requires of `kind`; others it does not.

    `kind` may be EVERY_KIND. Returns whether anything changed. Raises PermissionDenied, and
    ValidationError where at some desk more words would be required than are allowed.
    """
    if not may_keep(by, desk.pk):
        raise PermissionDenied(_("The chief editors of a desk decide what it requires."))
    # One at a time over the whole tree: two changes could otherwise be impossible together.
    tree = dict(
        Desk.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", "parent")
    )
    before = {each.part: each for each in Requirement.objects.filter(desk=desk, kind=kind)}
    if {part: each.amount for part, each in before.items()} == dict(amounts):
        return False
    wanted = [
        Requirement(desk=desk, kind=kind, part=part, amount=amount, set_by=by, set_at=at)
        for part, amount in amounts.items()
    ]
    for each in wanted:
        each.full_clean(validate_unique=False, exclude=["set_by"])
    others = Requirement.objects.exclude(desk=desk, kind=kind)
    _refuse_the_impossible(tree, [*others, *wanted])
    for part, each in before.items():
        if part not in amounts:
            each.delete()
    for each in wanted:
        if each.part not in before:
            each.save()
        elif before[each.part].amount != each.amount:
            before[each.part].delete()
            each.save()
    _record(desk, kind, amounts, by, at)
    return True


def _refuse_the_impossible(tree, requirements):
    found = impossible(tree, requirements, Kind.values)
    if found is None:
        return
    desk_id, kind, least, most = found
    raise ValidationError(
        _(
            "At %(desk)s no text could meet this (%(kind)s): at least %(least)s words, and at most "
            "%(most)s. Change one of the two numbers, here or at the other desk."
        ),
        params={
            "desk": Desk.objects.get(pk=desk_id).name,
            "kind": Kind(kind).label,
            "least": least.amount,
            "most": most.amount,
        },
    )


def _record(desk, kind, amounts, by, at):
    """Say in the desk's history who changed it, and to what."""
    said = [
        f"{Part(part).label} {amount}" if part in COUNTED else str(Part(part).label)
        for part, amount in amounts.items()
    ]
    LogEntry.objects.create(
        user=by,
        action_time=at,
        content_type=ContentType.objects.get_for_model(Desk),
        object_id=str(desk.pk),
        object_repr=str(desk)[:200],
        action_flag=CHANGE,
        change_message=_("Required parts (%(kind)s): %(parts)s.")
        % {
            "kind": _("every kind") if kind == EVERY_KIND else Kind(kind).label,
            "parts": ", ".join(said) or _("none"),
        },
    )
