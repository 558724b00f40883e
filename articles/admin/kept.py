"""What was typed and cannot be saved is shown again: nothing typed is lost."""

from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import html

PARTS = {
    "kicker": gettext_lazy("kicker"),
    "headline": gettext_lazy("headline"),
    "standfirst": gettext_lazy("standfirst"),
    "dateline": gettext_lazy("dateline"),
    "topics": gettext_lazy("topics"),
    "source": gettext_lazy("source"),
}


def page(request, admin_site, sentence, *, status, back="", plain=False):
    """The refusal in a sentence, and below it what the form had sent; `back` is where to go on.

    `plain` shows the body without its markup: for what another site may have sent. Without an
    `admin_site` the page asks the database for nothing.
    """
    body = request.POST.get("body", "")
    context = (admin_site.each_context(request) if admin_site else {"is_away": True}) | {
        "title": _("Not saved"),
        "sentence": sentence,
        "parts": [
            (name, label, request.POST[name])
            for name, label in PARTS.items()
            if request.POST.get(name, "").strip()
        ],
        "body": html.text(body) if plain else mark_safe(html.clean(body)),
        "plain": plain,
        "back": back,
    }
    return render(request, "admin/articles/kept.html", context, status=status)
