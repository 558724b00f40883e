"""Why a user sees an article or a photo, and what they may do with it: in plain sentences.

Of photos why_photo.py answers. Nothing is decided here: every answer is asked of the function that
decides.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow
from articles.models import Article
from articles.models.article import seen_because
from articles.writers import ground_to_write
from newsroom.accounts.models import User
from newsroom.photos.models import Photo
from newsroom.reporters.reach import RANK, reach_of

from . import standing, why_photo
from .photo_library import LOOKS
from .sign_in import may_enter
from .why_answer import Answer, gathered, grants_at, held_by

LARGEST = 2**63 - 1
WRITES = {
    "editor": gettext_lazy("It is a draft, and they edit at its desk."),
    "own": gettext_lazy("It is a draft of their own: they created it or are credited on it."),
    "shared": gettext_lazy(
        "It is a draft that is shared with the desk, and they are a reporter there."
    ),
    "chief": gettext_lazy(
        "It is submitted, and they are chief editor at its desk: a chief may approve any text, "
        "and so correct it."
    ),
    "corrects": gettext_lazy(
        "It is submitted, they edit at its desk and did not write it: who may approve a text may "
        "correct it."
    ),
    "roleless": gettext_lazy(
        "They have no role at any desk. Being a network administrator, or having written it once, "
        "gives no right to write."
    ),
    "elsewhere": gettext_lazy(
        "It is a draft of a desk at which they have no role, and not their own."
    ),
    "kept": gettext_lazy(
        "It is a draft that is not shared with the desk, and they neither edit there, created it "
        "nor are credited on it."
    ),
    "submitted": gettext_lazy(
        "It is submitted: until it comes back only the editors of its desk may change it."
    ),
    "wrote": gettext_lazy(
        "It is submitted, and they wrote it or are credited on it: somebody else has to approve "
        "it, and so only somebody else may correct it."
    ),
    "issued": gettext_lazy("It is issued: nobody changes the text until it is reopened."),
    "spiked": gettext_lazy("It is spiked: nobody changes the text until it is revived."),
}


class WhyForm(forms.Form):
    """Who, and which article or photo; a link may give the id `user` instead of the name."""

    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the username.")},
    )
    user = forms.IntegerField(
        min_value=1, max_value=LARGEST, required=False, widget=forms.HiddenInput
    )
    article = forms.IntegerField(
        label=gettext_lazy("Article number"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        help_text=gettext_lazy("The number in the article's address."),
    )
    photo = forms.IntegerField(
        label=gettext_lazy("or photo number"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        help_text=gettext_lazy("As the library shows it. Write one of the two."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].required = not self.data.get("user")

    def clean(self):
        """Find the user; one that is named wins over an id. One thing is asked about."""
        answers = super().clean()
        if not {"article", "photo"} & self.errors.keys():
            if not (answers.get("article") or answers.get("photo")):
                self.add_error("article", _("Write the number of an article or of a photo."))
            elif answers["article"] and answers["photo"]:
                self.add_error(
                    "photo", _("Write the number of an article or of a photo, not both.")
                )
        name, number = answers.get("username"), answers.get("user")
        if "username" in self.errors:
            return answers
        found = User.objects.filter(username=name) if name else User.objects.filter(pk=number)
        answers["user"] = found.first()
        if answers["user"] is None:
            self.add_error("username", _("There is no such user: look at the list of users."))
        return answers

    def clean_article(self):
        """The article of that number."""
        if self.cleaned_data["article"] is None:
            return None
        articles = standing.with_spans(Article.objects.select_related("desk", "created_by"))
        article = articles.filter(pk=self.cleaned_data["article"]).first()
        if article is None:
            raise forms.ValidationError(_("There is no article of this number."))
        return article

    def clean_photo(self):
        """The photo of that number."""
        number = self.cleaned_data["photo"]
        if number is None:
            return None
        photo = Photo.objects.select_related("desk", "uploaded_by").filter(pk=number).first()
        if photo is None:
            raise forms.ValidationError(_("There is no photo of this number."))
        return photo


def page(request, admin_site):
    """The form, and the answer once both are named; network administrators only."""
    if not request.user.is_superuser:
        raise PermissionDenied(_("Network administrators look up what somebody may do, and why."))
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    named = any(name in request.GET for name in ("username", "user", "article", "photo"))
    form = WhyForm(request.GET if named else None)
    context = admin_site.each_context(request) | {
        "title": _("Why can this user see or do this?"),
        "form": form,
    }
    answered = named and form.is_valid()
    if answered:
        user, article = form.cleaned_data["user"], form.cleaned_data["article"]
        photo = form.cleaned_data["photo"]
        asked = {"article": article.pk} if article else {"photo": photo.pk}
        context |= {
            # Asked again by its name, the form shows whom a link meant.
            "form": WhyForm(initial={"username": user.username} | asked),
            "person": user,
            "person_roles": held_by(user),
            "article": article,
            "photo": photo,
            "answers": [entering(user)],
        }
        if article:
            context["answers"] += [seeing(user, article), writing(user, article)]
            context["pills"] = standing.of(article, request.at)
            context["steps"] = steps(user, article, at=request.at)
        else:
            context["answers"] += why_photo.answers(user, photo, at=request.at)
            context["photo_standing"] = photo.standing(request.at)
            context["photo_look"] = LOOKS[context["photo_standing"]]
        for name in ("answers", "steps"):
            context[f"told_{name}"] = gathered(context.get(name, ()))
    status = 200 if answered or not named else 422
    return render(request, "admin/why.html", context, status=status)


def entering(user):
    """Whether `user` may enter the newsroom at all."""
    if not user.is_active:
        sentences = [_("The user is inactive.")]
    elif user.is_superuser:
        sentences = [_("They are a network administrator.")]
    elif reach_of(user).roles:
        sentences = [_("They have a role at a desk.")]
    else:
        sentences = [_("They have no role at any desk, and are no network administrator.")]
    return Answer(_("May they enter the newsroom?"), bool(may_enter(user)), sentences)


def seeing(user, article):
    """Whether `user` sees `article`, with every reason that holds."""
    question = _("Do they see this article?")
    if not may_enter(user):
        return Answer(question, False, [_("They cannot enter the newsroom.")])
    grounds = seen_because(user, article)
    if not grounds:
        return Answer(question, False, [_unseen(user, article)])
    sentences = []
    for ground in grounds:
        sentences += _sight(ground, user, article)
    return Answer(question, True, sentences)


def _sight(ground, user, article):
    """The sentences of one ground of `seen_because`."""
    if ground == "administrator":
        return [
            _(
                "They are a network administrator: they see the articles of every desk, and "
                "decide about none."
            )
        ]
    if ground == "created":
        return [_("They created it.")]
    if ground == "credited":
        credits = article.bylines.filter(reporter__user=user).select_related("reporter")
        return [
            _("They are credited on it: %(reporter)s, %(role)s.")
            % {"reporter": byline.reporter.name, "role": byline.get_role_display()}
            for byline in credits.order_by("position", "pk")
        ]
    grants = grants_at(user, article.desk_id)
    if ground == "editor":
        return [_of_role(held, article) for held in grants if RANK[held.role] >= RANK["editor"]]
    # An editor sees it shared or not: that is said already.
    return [
        f"{_of_role(held, article)} " + _("It is shared with the desk.")
        for held in grants
        if RANK[held.role] < RANK["editor"]
    ]


def _of_role(held, article):
    """The sentence of one membership that reaches the article's desk."""
    names = {
        "role": held.get_role_display(),
        "desk": held.desk.name,
        "home": article.desk.name,
    }
    if held.desk_id == article.desk_id:
        return _("Role at the article's desk: %(role)s at %(desk)s.") % names
    return _("Role at a desk above: %(role)s at %(desk)s, which reaches down to %(home)s.") % names


def _unseen(user, article):
    """Why nothing lets `user` see `article`."""
    names = {"desk": article.desk.name}
    if reach_of(user).has("reporter", article.desk_id):
        return (
            _(
                "They are a reporter at %(desk)s, but the article is not shared with the desk. "
                "They neither created it nor are credited on it."
            )
            % names
        )
    return (
        _(
            "They have no role at %(desk)s or at a desk above it. They neither created the article "
            "nor are credited on it."
        )
        % names
    )


def writing(user, article):
    """Whether `user` may change the text as it stands, and the reason that counts."""
    ground = ground_to_write(user, article)
    return Answer(_("May they write in it?"), ground.allows, [WRITES[ground.name]])


def steps(user, article, *, at):
    """For every step of the workflow whether `user` may take it at `at`, in the workflow's words.

    Of a step that may be taken also what is refused until it is answered.
    """
    found = []
    for step in workflow.STEPS.values():
        refusals = workflow.refusals(step, article, by=user, at=at)
        asked = [] if refusals else workflow.refusals(step, article, by=user, at=at, answers={})
        found.append(Answer(step.label, not refusals, refusals, asked))
    return found
