"""Story templates: kept by chief editors, offered wherever an article is begun."""

from csp.decorators import csp_update
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.forms import formset_factory
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from js_asset import Media

from articles.editing import TOPIC_LENGTH, TOPICS_AT_MOST
from articles.models import Section
from articles.planning import filling
from articles.planning.models import StoryTemplate
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from .article_form import EDITOR, EDITOR_STYLE, TopicsField, editor_words
from .article_pictures import TextWidget

LINES = 20


class StoryTemplateForm(forms.ModelForm):
    """What a text begins with."""

    body = forms.CharField(
        label=gettext_lazy("body"),
        required=False,
        widget=TextWidget(config=EDITOR, preset="configurable"),
    )
    topics = TopicsField(
        label=gettext_lazy("topics"),
        required=False,
        max_length=2500,
        help_text=gettext_lazy("Separated by commas, as readers will see them."),
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = StoryTemplate
        fields = ["desk", "name", "kind", "section", "kicker", "headline", "body", "topics",
                  "active"]  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        desks = Desk.objects.filter(pk__in=reach_of(user).desks("chief"))
        self.fields["desk"].queryset = desks.by_name()
        self.fields["desk"].empty_label = None
        self.fields["section"].queryset = Section.objects.order_by("position", "pk")
        self.fields["section"].empty_label = "—"
        self.fields["edit"].initial = self.instance.edit
        if self.instance.pk:
            self.initial["topics"] = ", ".join(self.instance.topics)

    def clean_topics(self):
        """As many as an article may have."""
        topics = self.cleaned_data["topics"]
        if len(topics) > TOPICS_AT_MOST:
            raise ValidationError(
                _("At most %(number)s topics, please.") % {"number": TOPICS_AT_MOST}
            )
        for topic in topics:
            if len(topic) > TOPIC_LENGTH:
                raise ValidationError(
                    _("“%(topic)s…” is too long for a topic: %(most)s characters at most.")
                    % {"topic": topic[:40], "most": TOPIC_LENGTH}
                )
        return topics


class LineForm(forms.Form):
    """One line of the checklist; an empty one is none."""

    text = forms.CharField(label=gettext_lazy("what to see to"), max_length=200, required=False)
    required = forms.BooleanField(label=gettext_lazy("required"), required=False)


Lines = formset_factory(LineForm, extra=3, max_num=LINES, validate_max=True)


def urls(site):
    """The addresses of story templates, below the admin's."""

    def wrap(view):
        def inner(request, *args, **kwargs):
            if not may_keep(request.user):
                raise PermissionDenied(_("Chief editors keep the story templates of their desks."))
            return view(request, site, *args, **kwargs)

        return site.admin_view(never_cache(csp_update(EDITOR_STYLE)(inner)))

    return [
        path("story-templates/", wrap(listed), name="story_templates"),
        path("story-templates/add/", wrap(add), name="story_template_add"),
        path("story-templates/<int:number>/", wrap(change), name="story_template"),
    ]


def may_keep(user):
    """Whether `user` keeps the templates of any desk."""
    return bool(reach_of(user).desks("chief"))


def _kept(user):
    return StoryTemplate.objects.filter(desk_id__in=reach_of(user).desks("chief"))


def listed(request, site):
    """Every template of the desks where this user is chief; a desk has a handful."""
    rows = _kept(request.user).select_related("desk", "section").defer("body")
    context = site.each_context(request) | {
        "title": _("Story templates"),
        "rows": list(rows.order_by("-active", "desk__name", "name", "pk")[:500]),
    }
    return render(request, "admin/planning/story_templates.html", context)


def add(request, site):
    """A new template."""
    own = {each.desk_id for each in request.user.memberships.filter(role="chief")}
    template = StoryTemplate(desk_id=min(own, default=None))
    return _edit(request, site, template)


def change(request, site, number):
    """Change a template; what was begun with it stays as it is."""
    template = None
    if number < 2**63:
        template = _kept(request.user).select_related("desk").filter(pk=number).first()
    if template is None:
        raise Http404
    return _edit(request, site, template)


def _edit(request, site, template):
    posted, status = request.POST if request.method == "POST" else None, 200
    form = StoryTemplateForm(posted, instance=template, user=request.user)
    lines = Lines(
        posted,
        prefix="lines",
        initial=[{"text": text, "required": required} for text, required in template.checklist]
        if posted is None
        else None,
    )
    if posted is not None:
        status = 422
        if form.is_valid() & lines.is_valid():
            saved = False
            try:
                saved = _save(form, lines)
            except IntegrityError:
                # Two were given the same name at the same moment.
                form.add_error("name", _("This desk has a template of that name already."))
            if saved:
                messages.success(request, _("The template “%(name)s” is saved.")
                                 % {"name": form.instance.name})  # fmt: skip
                _warn(request, form.instance)
                return HttpResponseRedirect(reverse("admin:story_templates"))
            status = 409
            if not form.errors:
                form.add_error(
                    None,
                    _(
                        "Somebody changed this template meanwhile. Open it in another window, "
                        "take over what you need, and save yours there."
                    ),
                )
    context = site.each_context(request) | {
        "title": form.initial.get("name") or _("New story template"),
        "template": template,
        "form": form,
        "lines": lines,
        "open": list(zip(_open(), filling.OPEN.values(), strict=True)),
        "media": Media.from_media(form.media, nonce=str(request.csp_nonce)),
        "editor_words": editor_words(),
    }
    return render(request, "admin/planning/story_template.html", context, status=status)


def _open():
    return ["{" + name + "}" for name in filling.OPEN]


def _warn(request, template):
    """Tell of words in braces that a reporter would find as they stand: {tanggal} for {date}."""
    if words := filling.left_as_typed(template):
        said = _("Stays as it is typed: %(words)s. Filled in are %(open)s.")
        known = {"words": ", ".join(words), "open": ", ".join(_open())}
        messages.warning(request, said % known)


@transaction.atomic
def _save(form, lines):
    """Save a valid form; False where somebody saved another since it was filled in."""
    template = form.instance
    if template.pk:
        stored = StoryTemplate.objects.select_for_update().get(pk=template.pk).edit
        if form.cleaned_data["edit"] != stored:
            return False
        template.edit = stored + 1
    template.checklist = [
        [line["text"], line["required"]] for line in lines.cleaned_data if line and line.get("text")
    ]
    template.save()
    return True


def offered(desk):
    """What the page of a new article at `desk` offers to begin with."""
    return list(StoryTemplate.objects.offered_at(desk).only("name", "desk_id"))


def chosen(request, desk):
    """The template that a new article is begun with: the one named, if it is offered; or None."""
    found = StoryTemplate.objects.offered_at(desk).filter(pk=_named(request))
    return found.select_related("section").first()


def left_behind(request, desk):
    """Whether the template that is named brought a checklist, and is not offered at `desk`."""
    with_checklist = StoryTemplate.objects.filter(pk=_named(request)).exclude(checklist=[])
    return with_checklist.exists() and chosen(request, desk) is None


def _named(request):
    """The number of a template in a form or an address, or None."""
    number = request.POST.get("template") or request.GET.get("template") or ""
    return number if number.isascii() and number.isdigit() and len(number) < 19 else None
