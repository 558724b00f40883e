"""The form in which an article is written."""

import csv
import json

from django import forms
from django.db.models import Case, Q, When
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles import content
from articles.models import Article, Section
from articles.models.care import Care
from articles.models.kind import Credit
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter
from newsroom.reporters.reach import reach_of

from .article_pictures import BodyWidget, PicturesField, with_lead
from .long_select import LongSelect
from .moments import DeskTimeField

# What articles/html.py lets through, as the editor's own names for it.
EDITOR = {
    "extensions": {
        "Bold": True,
        "Italic": True,
        "Heading": {"levels": [2, 3]},
        "Blockquote": True,
        "BulletList": True,
        "OrderedList": True,
        "ListItem": True,
        "Link": {"enableTarget": False},
        "HardBreak": True,
        "History": True,
    }
}
# The one style element that the editor puts into its page, by its hash: nothing else inline.
EDITOR_STYLE = {"style-src": ["'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"]}
# What the editor says, by its own words for it.
EDITOR_WORDS = {
    "Paragraph": _("Paragraph"),
    "paragraph": _("Paragraph"),
    "Heading 2": _("Heading"),
    "heading 2": _("Heading"),
    "Heading 3": _("Small heading"),
    "heading 3": _("Small heading"),
    "unordered list": _("List"),
    "ordered list": _("Numbered list"),
    "blockquote": _("Quotation"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "insert link": _("Insert a link"),
    "remove link": _("Remove the link"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "Edit Link": _("Link"),
    "URL": _("Address"),
    "Title": _("Title"),
    "List properties": _("Look of the list"),
    "List type": _("Numbers"),
    "Start at": _("Begins at"),
    "Decimal numbers": _("1, 2, 3"),
    "Lowercase letters": _("a, b, c"),
    "Uppercase letters": _("A, B, C"),
    "Lowercase Roman numerals": _("i, ii, iii"),
    "Uppercase Roman numerals": _("I, II, III"),
    "Update": _("Apply"),
    "Cancel": _("Cancel"),
}
OFTEN = 12
# A list of people stays light; anybody else is credited by writing the name.
OFFERED = 200


def editor_words():
    """EDITOR_WORDS in the active language, as the page hands them to static/…/editor-words.js."""
    return json.dumps({said: str(word) for said, word in EDITOR_WORDS.items()})


class TopicsField(forms.CharField):
    """Topics between commas, in their order; one that holds a comma itself stands in quotes.

    Unlike taggit's own field it takes a single topic of two words for one.
    """

    def prepare_value(self, value):
        """The names as they are typed; a list of none is an empty field, not two brackets."""
        return ", ".join(quoted(name) for name in value) if isinstance(value, list) else value

    def clean(self, value):
        """The list of names."""
        typed = " ".join(super().clean(value).split())
        names = next(csv.reader([typed], skipinitialspace=True), [])
        return [name.strip() for name in names if name.strip()]


# What of an article is in its language, and not in that of whoever writes it.
WRITTEN = ("kicker", "headline", "standfirst", "dateline", "body", "topics", "source")


class ArticleForm(forms.ModelForm):
    """The text and its facts; times are in the active time zone, the desk's."""

    body = forms.CharField(
        label=_("body"),
        required=False,
        widget=BodyWidget(config=EDITOR, preset="configurable"),
    )
    topics = TopicsField(
        label=_("topics"),
        required=False,
        max_length=2500,
        help_text=_("Separated by commas, as readers will see them."),
    )
    care = forms.MultipleChoiceField(
        label=_("special care"),
        choices=Care.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Article._meta.get_field("care").help_text,
    )
    pictures = PicturesField(label=_("pictures"), required=False)
    guest = forms.CharField(
        label=_("reporter of another desk"),
        required=False,
        max_length=120,
        help_text=_("Write the name; saving adds the credit to the list."),
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Article
        fields = [
            "desk", "kind", "section", "kicker", "headline", "standfirst", "dateline", "body",
            "topics", "source", "language", "care", "embargo_until", "shared",
        ]  # fmt: skip
        widgets = {
            "desk": LongSelect,
            "standfirst": forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
            "headline": forms.Textarea(
                attrs={"rows": 2, "maxlength": 250, "data-counts": "", "class": "headline"}
            ),
        }
        field_classes = {"embargo_until": DeskTimeField}

    def __init__(self, *args, user, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.at = user, at
        article = self.instance
        mine = Q(pk__in=reach_of(user).desks("reporter"), active=True)
        if article.pk:
            mine |= Q(pk=article.desk_id)
            self.initial["topics"] = ", ".join(
                quoted(name)
                for name in article.topic_items.order_by("pk").values_list("tag__name", flat=True)
            )
        self.initial["pictures"] = content.pictures_of(article)
        # Browsers spell, and voices read, what is written in its own language.
        if article.desk_id:
            for name in WRITTEN:
                self.fields[name].widget.attrs["lang"] = article.written_in
        self.fields["desk"].queryset = Desk.objects.filter(mine).by_name()
        self.fields["desk"].empty_label = None
        self.fields["section"].queryset = Section.objects.order_by("position", "pk")
        self.fields["edit"].initial = article.edit if article.pk else 0

    def clean_headline(self):
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["headline"].split())

    def clean_pictures(self):
        """Those chosen in the page or, without JavaScript, with the lead by its number."""
        pictures, number = self.cleaned_data["pictures"], self.data.get("lead_number")
        return pictures if number is None else with_lead(pictures or [], number)

    def clean_guest(self):
        """The one active reporter of that name, or of that slug where several share it."""
        name = " ".join(self.cleaned_data["guest"].split())
        if not name:
            return None
        named = Reporter.objects.filter(active=True).select_related("desk")
        found = list(named.filter(name__iexact=name).order_by("pk")[:9])
        found = found if len(found) == 1 else list(named.filter(slug=name)) or found
        if not found:
            raise forms.ValidationError(
                _("No active reporter is called “%(name)s”."), params={"name": name}
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several reporters have this name. Write one of these instead: %(slugs)s."),
                params={"slugs": ", ".join(f"{each.slug} ({each.desk})" for each in found)},
            )
        return found[0]

    def clean_embargo_until(self):
        """A moment ahead, or the stored one, which the field shows without its seconds."""
        until, stored = self.cleaned_data["embargo_until"], self.initial.get("embargo_until")
        if stored and until == stored.replace(second=0, microsecond=0):
            return stored
        if until and until < self.at:
            raise forms.ValidationError(_("This moment has passed: an embargo is for one ahead."))
        return until


def quoted(name):
    """A topic as TopicsField reads it back."""
    if "," not in name and '"' not in name:
        return name
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


class BylineForm(forms.Form):
    """One credit; a row without a reporter is none."""

    reporter = forms.ModelChoiceField(
        label=_("reporter"),
        queryset=Reporter.objects.none(),
        required=False,
        empty_label="—",
        widget=LongSelect,
    )
    role = forms.ChoiceField(label=_("role"), choices=Credit.choices, initial=Credit.WRITER)
    position = forms.IntegerField(
        label=_("position"),
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, reporters, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reporter"].queryset = reporters
        self.fields["reporter"].choices = choices


class BaseBylines(forms.BaseFormSet):
    """The credits in the order in which they are printed."""

    def clean(self):
        """Refuse one reporter twice in the same role."""
        if any(self.errors):
            return
        pairs = [(reporter.pk, role) for reporter, role in self.credits()]
        if len(pairs) != len(set(pairs)):
            raise forms.ValidationError(_("A reporter is credited twice in the same role."))

    def credits(self):
        """(Reporter, role) in the printed order, of a valid formset."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("reporter")]
        rows.sort(key=lambda row: row.get("position") or 99)
        return [(row["reporter"], row["role"]) for row in rows]


Bylines = formset_factory(BylineForm, formset=BaseBylines, extra=2, max_num=12)


def bylines_of(article, desk, data=None, *, user, prefix="bylines", credited=()):
    """The formset of the credits of `article`, choosing from the people around `desk`.

    Where `article` is None it begins with those `credited`, or with the reporter that `user` is.
    """
    if article is None and credited:
        credited = [{"reporter_id": each.pk, "role": Credit.WRITER} for each in credited]
    elif article:
        credited = list(article.bylines.order_by("position", "pk").values("reporter_id", "role"))
    else:
        own = Reporter.objects.filter(user=user, active=True).values_list("pk", flat=True)
        credited = [{"reporter_id": pk, "role": Credit.WRITER} for pk in own]
    initial = [
        {"reporter": row["reporter_id"], "role": row["role"], "position": position}
        for position, row in enumerate(credited, start=1)
    ]
    around = Q(desk__in=_around(desk), active=True)
    reporters = Reporter.objects.filter(around | Q(pk__in=[r["reporter_id"] for r in credited]))
    choices = _grouped(_offered(reporters, desk, [r["reporter_id"] for r in credited]), desk)
    bylines = Bylines(
        data,
        prefix=prefix,
        # A posted row says all of itself: one that equals what is stored is still a credit.
        initial=initial if data is None else None,
        form_kwargs={"reporters": reporters, "choices": choices},
    )
    bylines.begins_with_nobody = article is None and not credited
    return bylines


def _around(desk):
    """Ids of the desks whose people are offered: the whole province, and the network's own."""
    branch = [desk, *desk.ancestors()]
    top = branch[-2] if len(branch) > 1 else branch[0]
    ids, level = {branch[-1].pk, top.pk}, [top.pk]
    while level:
        level = list(Desk.objects.filter(parent__in=level).values_list("pk", flat=True))
        ids.update(level)
    return ids


def _offered(reporters, desk, credited):
    """At most OFFERED of `reporters`: the credited, then the desk's own, then the others."""
    order = Case(When(pk__in=credited, then=0), When(desk=desk, then=1), default=2)
    nearest = reporters.select_related("desk").order_by(order, "desk__name", "name", "pk")
    return sorted(nearest[:OFFERED], key=lambda each: (each.desk.name, each.desk_id, each.name))


def _grouped(reporters, desk):
    """The choices by desk, the article's own desk first."""
    groups = {}
    for reporter in reporters:
        groups.setdefault(reporter.desk_id, (str(reporter.desk), []))[1].append(
            (reporter.pk, reporter.name)
        )
    first = [groups.pop(desk.pk)] if desk.pk in groups else []
    return [("", "—"), *first, *groups.values()]


def often_used(desk, *, user):
    """The topics of the desk's latest articles that `user` sees, the most used first."""
    seen = Article.objects.visible_to(user).filter(desk=desk)
    latest = seen.order_by("-changed_at", "-pk").values("pk")[:60]
    names = Tag.objects.filter(
        articles_articletopic_items__content_object__in=list(latest.values_list("pk", flat=True))
    ).values_list("name", flat=True)
    counted = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    return sorted(counted, key=lambda name: (-counted[name], name))[:OFTEN]
