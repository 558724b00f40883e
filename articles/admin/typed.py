"""What the article form sends, and the one way in which the page and the autosave save it."""

from copy import copy
from zoneinfo import ZoneInfo

from django.db import transaction

from articles import editing
from articles.models import Article
from articles.models.kind import Credit
from articles.models.revision import Revision
from articles.planning import filling
from newsroom.desks.zones import known_zones

from .article_form import ArticleForm, bylines_of, quoted

# Before the names of what the form had held when it was saved and merged while it stayed open.
BASE = "base"


def zone_of(posted, desk):
    """The zone that stood beside the posted times, or else the desk's."""
    shown = posted.get("zone", "") if posted else ""
    return ZoneInfo(shown) if shown in known_zones() else desk.zone


def forms_of(request, article, desk, *, begun_with=None, beginning=None):
    """The form and the formset of its bylines, with what was posted or what is stored.

    A new article begins with what the story template `begun_with` has, where there is one, or
    with a Beginning, `beginning`, where there is one.
    """
    posted = request.POST if request.method == "POST" and beginning is None else None
    begun, initial = Article(desk=desk), {}
    if begun_with is not None:
        values, topics, _lines = filling.of(begun_with, desk, at=request.at)
        begun = Article(desk=desk, **values)
        initial = {"topics": ", ".join(quoted(name) for name in topics)}
    if beginning is not None:
        begun = Article(desk=desk, **beginning.values)
        initial = {"topics": ", ".join(quoted(name) for name in beginning.topics)}
    form = ArticleForm(
        posted, instance=article or begun, initial=initial, user=request.user, at=request.at
    )
    credited = beginning.reporters if beginning is not None else ()
    return form, bylines_of(article, desk, posted, user=request.user, credited=credited)


def save(
    request, article, desk, form, bylines, *, origin=Revision.Origin.SAVE, begun_with=None, key=""
):
    """Save two valid forms; returns and raises what `editing.save` does.

    A new article gets the checklist of the story template `begun_with`, in the same transaction.
    """
    if article is None and begun_with is not None:
        _values, _topics, lines = filling.of(begun_with, desk, at=request.at)
        with transaction.atomic():
            saved = save(request, None, desk, form, bylines)
            filling.give_checklist(saved, lines)
        return saved
    values, credits, topics, pictures = parts_of(form, bylines)
    # A form that does not say which save it was filled in over: every difference is a person's.
    edit, base = values["edit"] or 0, None
    if article is not None and f"{BASE}-headline" in request.POST:
        base = _base(request, article, desk)
        # Where nobody can say what was there before, every difference is for a person to judge.
        edit = edit if base else 0
    return editing.save(
        article,
        by=request.user,
        at=request.at,
        edit=edit,
        values=values,
        bylines=credits,
        topics=topics,
        pictures=pictures,
        origin=origin,
        base=base,
        key=key,
    )


def parts_of(form, bylines):
    """The values, bylines, topics and pictures of two valid forms."""
    credits = with_guest(bylines.credits(), form.cleaned_data["guest"])
    values = form.cleaned_data
    return values, credits, values["topics"], values["pictures"]


def with_guest(credits, guest):
    """The credits, and last of all that of a reporter from elsewhere."""
    if guest is None or any(reporter == guest for reporter, _role in credits):
        return credits
    return [*credits, (guest, Credit.WRITER)]


def base_fields(posted):
    """The posted fields that say what the form had held: (name, value), to be sent once more."""
    found = (name for name in posted if name.startswith(f"{BASE}-"))
    return [(name, value) for name in found for value in posted.getlist(name)]


def _base(request, article, desk):
    """The parts that the form had held; None where they are not valid."""
    form = ArticleForm(
        request.POST, instance=copy(article), user=request.user, at=request.at, prefix=BASE
    )
    bylines = bylines_of(article, desk, request.POST, user=request.user, prefix=f"{BASE}-bylines")
    return parts_of(form, bylines) if form.is_valid() & bylines.is_valid() else None
