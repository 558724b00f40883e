"""The page for whoever is refused before there is a request (refusing.py).

In all languages of the newsroom: nobody knows yet whose page was meant.
"""

from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop as _

DAMAGED = (
    _("This request makes no sense to us"),
    _("The address or the form arrived damaged. Go back and try it once more."),
)
NOT_DONE = (
    _("Your program asks for what this server does not do"),
    _("Send the request without “Expect”, and with its length as “Content-Length”."),
)
# What is wrong, and what to do; of other statuses what is said of damage is true.
WORDS = {
    HTTPStatus.REQUEST_URI_TOO_LONG: (
        _("This address is too long for us"),
        _("Go back and shorten it: search for fewer words, or leave out what follows the “?”."),
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        _("Your browser sends more along than we take"),
        _("Delete the cookies of this site in your browser, and open the page once more."),
    ),
    HTTPStatus.EXPECTATION_FAILED: NOT_DONE,
    HTTPStatus.NOT_IMPLEMENTED: NOT_DONE,
}


@cache
def page(status):
    """The page for a status, as bytes."""
    wrong, advice = WORDS.get(status, DAMAGED)
    languages = [code for code, _name in settings.LANGUAGES]
    told = {"status": int(status), "languages": languages, "wrong": wrong, "advice": advice}
    return render_to_string("public/refused.html", told).encode()
