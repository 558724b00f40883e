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
    "note": gettext_lazy("note"),
    "reason": gettext_lazy("reason"),
    "brief": gettext_lazy("brief"),
}
# Never shown again: what is a secret, what stands in the page anyway, and what no person typed.
NEVER = ("password", "csrfmiddlewaretoken", "base-", "pictures", "next")


def parts(request):
    """What somebody typed beside a body: (name, label, text), those with a name of ours first.

    Of fields without one only what has several words is worth copying.
    """
    named = [(name, label, request.POST.get(name, "")) for name, label in PARTS.items()]
    others = [
        (name, _("text"), text)
        for name, text in request.POST.items()
        if name not in PARTS and name != "body"
        if not any(part in name for part in NEVER) and len(text.split()) > 1
    ]
    return [part for part in named + others if part[2].strip()]


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
