"""The form by which somebody outside asks for a correction or a reply, or complains.

It works without scripts and cookies, and keeps nothing of whoever sends it but what they write.
Programs are told apart by what people do: they take some seconds, and leave an unseen field alone.
"""

import re
import secrets

from django import forms
from django.core import signing
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from articles.complaints.models import Complaint
from articles.complaints.receiving import TooMany, receive
from articles.models.placement import Placement
from articles.plain import PlainLine, PlainText
from newsroom.desks.hosts import address, host_map, host_of
from newsroom.imprint.models import Imprint

from . import errors
from .frame import page
from .paging import LARGEST_NUMBER

# Seconds: nobody writes sooner, and whoever takes longer reads the form once more.
SOONEST, LATEST = 4, 12 * 3600
SIGNER = signing.Signer(salt="articles.public.complaints")
NUMBER = re.compile(r"(?:^|/articles/)(\d{1,19})(?:/|$)")
Kind = Complaint.Kind


class ComplaintForm(forms.Form):
    """What a desk needs to know. The field `website` is for programs: people do not see it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=[
            (Kind.CORRECTION, gettext_lazy("A correction: something in a story is wrong")),
            (Kind.REPLY, gettext_lazy("My right of reply: a story is about me or us")),
            (Kind.COMPLAINT, gettext_lazy("Something else: I complain about what you did")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you ask for.")},
    )
    story = PlainLine(
        label=gettext_lazy("Address of the story"),
        help_text=gettext_lazy("As it stands in your browser, or the headline and the day."),
        max_length=500,
        required=False,
    )
    wrong = PlainText(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("Name the sentences, and say what is right."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what is wrong.")},
    )
    reply = PlainText(
        label=gettext_lazy("Your reply, as it is to be published"),
        help_text=gettext_lazy("Only for a right of reply. It costs nothing."),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    who = PlainLine(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("And for whom you speak, where that is somebody else."),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    contact = PlainLine(
        label=gettext_lazy("How we reach you"),
        help_text=gettext_lazy("An e-mail address or a telephone number."),
        max_length=254,
        error_messages={"required": gettext_lazy("Write how we reach you.")},
    )
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        """A right of reply has a reply, and a program is not taken for a person."""
        found = super().clean()
        if found.get("kind") == Kind.REPLY and not found.get("reply"):
            self.add_error("reply", _("Write the reply that is to be published."))
        if found.get("website"):
            self.add_error(None, _("The last field has to stay empty. Empty it, and send again."))
        return found


@csrf_exempt
def complain(request):
    """The form, and after it was sent its number. Nothing of it is kept by browsers or caches."""
    if request.method not in ("GET", "HEAD", "POST"):
        return errors.not_allowed(request)
    status, receipt = 200, ""
    if request.method == "POST":
        form = ComplaintForm(request.POST)
        status, receipt = _sent(request, form)
        if not receipt:
            # What was typed stays; the token is a new one.
            form.data = form.data.copy()
            form.data["token"] = _token(request)
    else:
        story = _story(request, request.GET.get("story", "")[:30])
        here = address(request.desk, request=request)
        known = {"story": f"{here}articles/{story.article_id}/"} if story else {}
        form = ComplaintForm(initial={"token": _token(request)} | known)
    response = page(
        request,
        "public/complaint.html",
        {
            "form": form,
            "receipt": receipt,
            "imprint": Imprint.holding(host_map.branch(request.desk)),
        },
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response


def _sent(request, form):
    """(status, the number of the complaint); without a number the form says what is wrong."""
    if not form.is_valid():
        return 422, ""
    said = form.cleaned_data
    press, problem = _press(request, said["token"])
    if problem:
        form.add_error(None, problem)
        return 422, ""
    story = _story(request, said["story"])
    try:
        complaint = receive(
            press=press,
            desk=story.version.desk if story else request.desk,
            article=story.article_id if story else None,
            at=request.at,
            **{name: said[name] for name in ("kind", "story", "who", "contact", "wrong", "reply")},
        )
    except TooMany as refusal:
        form.add_error(None, refusal)
        return 429, ""
    return 200, complaint.receipt


def _story(request, text):
    """The placement at home of the story that an address, or its number, names; or None.

    One that readers had once; of what is still ahead nobody learns here.
    """
    number = NUMBER.search(text.strip().partition("?")[0].partition("#")[0])
    if number is None or int(number[1]) > LARGEST_NUMBER:
        return None
    shown = Placement.objects.filter(
        article_id=int(number[1]),
        kind=Placement.Kind.HOME,
        live_from__lte=request.at,
        live_from__lt=F("live_until"),
    )
    return shown.select_related("version__desk").defer("version__body").first()


# --- The token of one showing of the form -------------------------------------------------------


def _token(request):
    """When and at which host the form was shown, signed, with a name of its own."""
    return SIGNER.sign_object([host_of(request), request.at.timestamp(), secrets.token_urlsafe(18)])


def _press(request, token):
    """(the name of this showing, what is wrong with its token)."""
    try:
        host, shown, press = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return "", _("This form was not shown by this site. Read it through, and send again.")
    age = request.at.timestamp() - shown
    if host != host_of(request) or age > LATEST:
        return "", _("The form was open for long. Read it through, and send again.")
    if age < SOONEST:
        return "", _("That was quicker than anybody writes. Read it through, and send again.")
    return press, ""
