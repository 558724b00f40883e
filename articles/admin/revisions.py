"""What the working copy said at each save: compared by word, and put back by one button."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import content, editing, said, workflow
from articles.models import Version
from articles.models.revision import Revision
from articles.pictures import using
from articles.pictures.models.version_picture import VersionPicture

from .taking import change_url

SHOWN = 50
LIVE = "live"


def revisions(request, admin_site, article):
    """GET: the revisions, two of them compared. POST: put one back, which is a revision too."""
    with timezone.override(article.desk.zone):
        if request.method == "POST":
            return _restore(request, article)
        kept = article.revisions.select_related("by").order_by("-pk")
        before = _number(request.GET.get("before"))
        if before:
            kept = kept.filter(pk__lt=before)
        rows = list(kept.defer("passages", "over")[: SHOWN + 1])
        older = rows[SHOWN - 1].pk if len(rows) > SHOWN else None
        rows = rows[:SHOWN]
        live = Version.objects.live(request.at).filter(article=article).first()
        old, new = _chosen(request, article, rows, live)
        context = admin_site.each_context(request) | {
            "title": _("Revisions"),
            "article": article,
            "revisions": rows,
            "older": older,
            "live": live,
            "old": old,
            "new": new,
            "differences": _differences(old, new, request.user) if old and new else [],
            "sides": _restorable(request.user, article, (old, new)),
        }
        return render(request, "admin/articles/revisions.html", context)


class Side:
    """One side of a comparison: what it is called, its key in the address, and its content."""

    def __init__(self, key, label, parts):
        self.key = key
        self.label = label
        self.parts = parts


def _restorable(user, article, sides):
    """The sides that `user` may put back now: revisions, where the text is theirs to change."""
    if not workflow.may_edit_text(user, article):
        return []
    return [side for side in sides if side and side.key != LIVE]


def _chosen(request, article, rows, live):
    """The two sides that the address names; without names, the two newest."""
    newest = [str(row.pk) for row in rows[:2]]
    wanted_old = request.GET.get("old") or (newest[1] if len(newest) > 1 else "")
    wanted_new = request.GET.get("new") or (newest[0] if newest else "")
    return _side(article, wanted_old, live), _side(article, wanted_new, live)


def _side(article, key, live):
    if key == LIVE and live:
        label = _("Version %(number)s, as readers have it") % {"number": live.number}
        return Side(LIVE, label, _of_version(live))
    number = _number(key)
    if number is None:
        return None
    revision = get_object_or_404(article.revisions.select_related("by"), pk=number)
    local = timezone.localtime(revision.saved_at)
    moment = f"{date_format(local, 'j M Y H:i:s')} {local.tzname()}"
    label = revision.name or str(revision.by)
    return Side(key, f"{label}, {moment}", revision.content)


def _of_version(version):
    """The content of what readers have; what a version does not say is left out."""
    return {
        "desk": version.desk_id,
        "kind": version.kind,
        "section": version.section_id,
        "kicker": version.kicker,
        "headline": version.headline,
        "standfirst": version.standfirst,
        "dateline": version.dateline,
        "body": version.body,
        "source": version.source,
        "language": "" if version.language == version.desk.language else version.language,
        "care": version.care,
        "bylines": [[None, credit["name"], credit["role"]] for credit in version.bylines],
        "topics": [topic["name"] for topic in version.topic_list],
        "pictures": _pictures_of(version),
    }


def _pictures_of(version):
    """The pictures beside the text of a version, as a content says them.

    A version has every text written out: those that are the photo's own are left away again.
    """
    rows = version.pictures.exclude(place=VersionPicture.Place.TEXT).select_related("photo")
    return [
        [
            row.photo_id,
            row.place,
            *(
                "" if getattr(row, text) == getattr(row.photo, text) else getattr(row, text)
                for text in ("caption", "credit", "alt")
            ),
        ]
        for row in rows.order_by("-place", "position")
    ]


def _differences(old, new, user):
    """Of each part that differs: its label, the words of both with what went and what came, and
    for pictures the photos of both sides: those that went, stayed and came, as the words say.
    """
    found = []
    for name in content.PARTS:
        if name not in old.parts or name not in new.parts:
            continue
        before, after = said.shown(name, old.parts[name]), said.shown(name, new.parts[name])
        if before != after:
            photos = _photos(old, new, user) if name == "pictures" else []
            found.append((said.label_of(name), content.words(before, after), photos))
    return found


def _photos(old, new, user):
    """The photos beside the text on either side, each once: (kind, number, is seen by `user`)."""
    before, after = ([each[0] for each in side.parts["pictures"]] for side in (old, new))
    found = dict.fromkeys([*before, *after])
    kinds = {(True, True): "same", (True, False): "out", (False, True): "in"}
    seen = using.open_to(user, found)
    return [(kinds[number in before, number in after], number, number in seen) for number in found]


def _restore(request, article):
    """Put a revision back. A refusal changes nothing and says why."""
    revision = get_object_or_404(article.revisions, pk=_number(request.POST.get("revision")) or 0)
    here = reverse("admin:articles_article_revisions", args=[article.pk])
    if not workflow.may_edit_text(request.user, article):
        raise PermissionDenied(_("This text is not yours to change as it stands."))
    try:
        saved = editing.restore(
            revision, by=request.user, at=request.at, edit=_number(request.POST.get("edit")) or 0
        )
    except editing.Stale:
        messages.error(
            request, _("Somebody saved in the meantime: look at the newest revision, then decide.")
        )
        return HttpResponseRedirect(here)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(here)
    now = saved.revisions.filter(edit=saved.edit, saved_at=request.at)
    if now.filter(origin=Revision.Origin.MERGE).exists():
        sentence = _(
            "Put back, together with what somebody else changed in the meantime: read it once more."
        )
    else:
        sentence = _("Put back. What stood there before is still a revision.")
    messages.success(request, sentence)
    parts = revision.content
    if gone := using.gone_of(parts["pictures"], parts["body"]):
        sentence = ngettext(
            "Left out, as the library does not have it any more: photo %(numbers)s.",
            "Left out, as the library does not have them any more: photos %(numbers)s.",
            len(gone),
        )
        messages.warning(request, sentence % {"numbers": ", ".join(map(str, sorted(gone)))})
    return HttpResponseRedirect(change_url(article))


def _number(text):
    with suppress(TypeError, ValueError):
        number = int(text)
        return number if 0 < number < 2**63 else None
    return None
