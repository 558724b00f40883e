"""What was typed and cannot be saved is shown again: nothing typed is lost."""

import re
from contextlib import suppress

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import html
from articles.models import Article
from articles.pictures.allowed import named
from articles.pictures.models import Picture
from articles.planning.models import Assignment, StoryTemplate
from newsroom.imprint.models import Imprint, Terms
from newsroom.photos.models import Photo

from . import article_pictures, care_form, notice_form

# In this order, before what other forms ask.
FIRST = (
    "kicker", "headline", "standfirst", "dateline", "topics", "source", "note", "reason", "brief",
)  # fmt: skip
# What a form calls its fields where no row has them, by name.
LABELS = {
    "topics": gettext_lazy("topics"),
    "note": gettext_lazy("note"),
    "reason": gettext_lazy("reason"),
    "text": gettext_lazy("note"),
    "quote": gettext_lazy("On these words"),
    "only_for": gettext_lazy("Only for"),
    "said": gettext_lazy("What you told the sender"),
    "whole_text": gettext_lazy("The whole text, with its headline"),
    "guest": gettext_lazy("reporter of another desk"),
    "label": gettext_lazy("For whom"),
    # A line of a story template's checklist; and the one line of a breaking strip.
    "lines-text": gettext_lazy("what to see to"),
    "breaking-text": gettext_lazy("Breaking strip"),
    # On its form it stands below the kind of the notice, and is called “Text”.
    "notice_text": gettext_lazy("Text of the notice"),
}
ROWS = (Article, Assignment, Photo, Imprint, Terms, StoryTemplate)
NUMBER = re.compile(r"-\d+(?=-|$)")
# Never shown again: what is a secret, what stands in the page anyway, and what no person typed.
NEVER = ("password", "csrfmiddlewaretoken", "base-", "pictures", "next")


def parts(request):
    """What somebody typed beside a body: (name, label, text), the parts of a story first.

    Of the others only what has several words is worth copying.
    """
    found = [name for name in FIRST if request.POST.get(name, "").strip()]
    found += [
        name
        for name, text in request.POST.items()
        if name not in FIRST and name != "body"
        if not any(part in name for part in NEVER) and len(text.split()) > 1
    ]
    page = getattr(request.resolver_match, "url_name", "")
    told = [(name, label_of(name, page), request.POST[name]) for name in found]
    return told + list(_beside_pictures(request))


def _beside_pictures(request):
    """The texts of several words that were typed beside the pictures of a story."""
    try:
        rows = article_pictures.PicturesField(required=False).clean(request.POST.get("pictures"))
    except ValidationError:
        return
    for row, (number, place, *texts) in enumerate(rows or []):
        for name, text in zip(("caption", "credit", "alt"), texts, strict=True):
            if len(text.split()) > 1:
                label = f"{named(place, number)}: {Picture._meta.get_field(name).verbose_name}"
                yield f"pictures-{row}-{name}", label, text


def label_of(name, page=""):
    """What the form called the field `name`; `page` is the name of its address."""
    if name.startswith(notice_form.PREFIX) and name not in LABELS:
        asked = notice_form.ASKED.get(name.removeprefix(notice_form.PREFIX))
        return asked[0] if asked else _("text")
    if name.startswith(care_form.PREFIX):
        return care_form.sentence_of(name) or _("text")
    # Of several rows each has a number: a headline for each place of a front.
    name, *numbered = NUMBER.sub("", name), *NUMBER.findall(name)
    label = LABELS.get(f"{page}-{name}") or LABELS.get(name) or _of_a_row(name) or _("text")
    return f"{label} {int(numbered[0][1:]) + (name == 'lines-text')}" if numbered else label


def _of_a_row(name):
    """The name of a column of that name; empty where no row has one."""
    for model in ROWS:
        with suppress(FieldDoesNotExist):
            return getattr(model._meta.get_field(name), "verbose_name", "")
    return ""


def is_worth_keeping(request):
    """Whether words would be lost with `request`, and somebody looks at the answer to it."""
    if request.method != "POST" or "text/html" not in request.headers.get("Accept", "text/html"):
        return False
    return bool(request.POST.get("body", "").strip() or parts(request))


def page(request, admin_site, sentence, *, status, back="", plain=False, number=""):
    """The refusal in a sentence, and below it what the form had sent; `back` is where to go on.

    `plain` shows the body without its markup: for what another site may have sent. Without an
    `admin_site` the page asks the database for nothing. `number` is the request's, in the log.
    """
    body = request.POST.get("body", "")
    context = (admin_site.each_context(request) if admin_site else {"is_away": True}) | {
        "title": _("Not saved"),
        "sentence": sentence,
        "parts": parts(request),
        "body": html.text(body) if plain else mark_safe(html.clean(body)),
        "plain": plain,
        "back": back,
        "number": number,
    }
    return render(request, "admin/articles/kept.html", context, status=status)
