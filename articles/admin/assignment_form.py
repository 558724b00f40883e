"""The forms in which an assignment is written and its steps are answered."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.long_text import LongText
from articles.models import Section
from articles.planning import steps
from articles.planning.models import Assignment, StoryTemplate

from .long_select import LongSelect
from .moments import DeskTimeField

WEEK = timedelta(weeks=1)
KEYS = ("section", "template", "reporter")


def repeated(request):
    """The assignment that a new one repeats: the one named, where this user sees it; or None."""
    number = request.GET.get("like", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return Assignment.objects.visible_to(request.user).filter(pk=number).first()


def once_more(before, at):
    """What a form begins with that repeats `before`: the same weekdays and clocks, ahead of `at`.

    They are those of the active zone.
    """
    names = (*steps.DETAILS, "reporter", "due_at")
    found = {name: getattr(before, f"{name}_id" if name in KEYS else name) for name in names}
    first = min(filter(None, (before.event_at, before.due_at)), default=at)
    weeks = max(1, (at - first) // WEEK + 1)
    zone = timezone.get_current_timezone()
    for name in ("due_at", "event_at"):
        if found[name]:
            clock = found[name].astimezone(zone).replace(tzinfo=None)
            found[name] = (clock + weeks * WEEK).replace(tzinfo=zone)
    return found


class AssignmentForm(forms.ModelForm):
    """What is wanted; times are in the active time zone, the desk's.

    A new one of an editor also says who gets it and by when.
    """

    due_at = DeskTimeField(label=_("due"), required=False)
    reporter = forms.ModelChoiceField(
        label=_("reporter"),
        queryset=None,
        required=False,
        empty_label=_("nobody yet: an idea"),
        widget=LongSelect,
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Assignment
        fields = [*steps.DETAILS]
        widgets = {
            "brief": forms.Textarea(attrs={"rows": 6}),
            "words": forms.NumberInput(attrs={"inputmode": "numeric", "min": 1}),
        }
        field_classes = {"event_at": DeskTimeField, "brief": LongText}

    def __init__(self, *args, desk, assigns=False, **kwargs):
        super().__init__(*args, **kwargs)
        templates = StoryTemplate.objects.offered_at(desk)
        if self.instance.template_id:
            templates = templates | StoryTemplate.objects.filter(pk=self.instance.template_id)
        self.fields["template"].queryset = templates
        self.fields["template"].empty_label = "—"
        self.fields["section"].queryset = Section.objects.order_by("position", "pk")
        self.fields["section"].empty_label = "—"
        self.fields["edit"].initial = self.instance.edit
        if assigns:
            self.fields["reporter"].queryset = steps.takers(desk)
        else:
            del self.fields["reporter"]
        if self.instance.pk:
            # Once it is on the list, these are moved by a step of their own.
            del self.fields["due_at"]

    def clean_idea(self):
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["idea"].split())

    def clean(self):
        """Whoever gets it is told by when."""
        values = super().clean()
        if values.get("reporter") and not values.get("due_at") and not self.errors.get("due_at"):
            self.add_error("due_at", steps.ASKED["due_at"])
        return values

    def values(self):
        """What `steps.propose` and `steps.change` are told."""
        return {name: self.cleaned_data[name] for name in steps.DETAILS}

    def _post_clean(self):
        """The step fills the row and looks at it, under its lock."""


class StepForm(forms.Form):
    """The questions of one step of an assignment."""

    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, step, assignment, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step
        if "reporter" in step.asks:
            self.fields["reporter"] = forms.ModelChoiceField(
                label=_("reporter"),
                queryset=steps.takers(assignment.desk),
                initial=assignment.reporter_id,
                empty_label="—",
                widget=LongSelect,
            )
        if "due_at" in step.asks:
            self.fields["due_at"] = DeskTimeField(label=_("due"), initial=assignment.due_at)
        if "note" in step.asks:
            self.fields["note"] = LongText(
                label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
            )

    def answers(self):
        """What `steps.perform` is told."""
        return {name: self.cleaned_data[name] for name in self.step.asks}
