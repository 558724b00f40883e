"""What is typed about photos: of one, of many at once, and why one is taken down."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.long_text import LongText
from newsroom.desks.hosts import host_map
from newsroom.photos import editing, metadata
from newsroom.photos.models import Photo, Takedown
from newsroom.photos.models.photo import WHOLE
from newsroom.photos.models.terms import FOREVER, AllowedUse

from .moments import DeskTimeField
from .photo_upload import desks_of

# How a picture came to be, as the IPTC calls it, in the words of a newsroom.
SOURCE_TYPES = {
    "": gettext_lazy("not said"),
    "digitalCapture": gettext_lazy("a photograph"),
    "negativeFilm": gettext_lazy("a photograph on film"),
    "print": gettext_lazy("a print, scanned"),
    "screenCapture": gettext_lazy("a picture of a screen"),
    "humanEdits": gettext_lazy("a photograph, retouched by a person"),
    "composite": gettext_lazy("put together from several pictures"),
    "digitalCreation": gettext_lazy("drawn by a person"),
    "dataDrivenMedia": gettext_lazy("drawn from data, for instance a chart"),
    "algorithmicallyEnhanced": gettext_lazy("a photograph, changed by a program"),
    "compositeWithTrainedAlgorithmicMedia": gettext_lazy("a photograph with parts made by AI"),
    "trainedAlgorithmicMedia": gettext_lazy("made by AI"),
}


class WordsField(forms.CharField):
    """A list of words or phrases with commas between them."""

    def to_python(self, value):
        """The list, each once."""
        words = [each.strip() for each in super().to_python(value).split(",")]
        return list({word.casefold(): word for word in words if word}.values())

    def prepare_value(self, value):
        """As it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value):
        """No more and no longer than the column takes."""
        super().validate(value)
        if len(value) > metadata.KEYWORDS:
            raise forms.ValidationError(
                _("At most %(number)s keywords, please.") % {"number": metadata.KEYWORDS}
            )
        if any(len(word) > metadata.KEYWORD_LENGTH for word in value):
            raise forms.ValidationError(
                _("A keyword has at most %(number)s characters.")
                % {"number": metadata.KEYWORD_LENGTH}
            )


class DesksField(forms.CharField):
    """Desks by name, with commas between them; empty stands for all."""

    def to_python(self, value):
        """The desks, each once."""
        found = {}
        for typed in (each.strip() for each in super().to_python(value).split(",")):
            if typed:
                desk = desk_called(typed)
                if desk is None:
                    raise forms.ValidationError(
                        _("There is no desk “%(typed)s”.") % {"typed": typed}
                    )
                found[desk.pk] = desk
        return list(found.values())

    def prepare_value(self, value):
        """As it is typed: a name that two desks have by its short name instead."""
        if not isinstance(value, list):
            return value
        names = [desk.name.casefold() for desk in host_map.desks().values()]
        return ", ".join(
            desk.slug if names.count(desk.name.casefold()) > 1 else desk.name for desk in value
        )


def desk_called(typed):
    """The active desk of that short name, or of that name where one alone has it; else None."""
    desks = host_map.desks().values()
    by_slug = [desk for desk in desks if desk.slug == typed.casefold()]
    by_name = [desk for desk in desks if desk.name.casefold() == typed.casefold()]
    return by_slug[0] if by_slug else by_name[0] if len(by_name) == 1 else None


class Slider(forms.NumberInput):
    """A number along a line: moved by arrow keys, and never empty."""

    input_type = "range"

    def use_required_attribute(self, initial):
        """HTML knows none for it."""
        return False


class TermsMixin(forms.Form):
    """The terms: from when to when, for what, and at which desks. Times in the active zone."""

    # The end of which the page has said which stories lose the photo by it: photo_cut.py.
    known_end = forms.CharField(widget=forms.HiddenInput, required=False)
    usable_from = DeskTimeField(label=gettext_lazy("Usable from"), required=False)
    usable_until = DeskTimeField(
        label=gettext_lazy("Usable until"),
        required=False,
        help_text=gettext_lazy("Empty: without an end. From then on readers no longer see it."),
    )
    desks = DesksField(
        label=gettext_lazy("Shown at these desks alone"),
        required=False,
        help_text=gettext_lazy(
            "Names with commas between them, with the desks below each; empty: at all desks."
        ),
        widget=forms.TextInput(attrs={"data-suggest-desks": ""}),
    )


class PhotoForm(TermsMixin, forms.ModelForm):
    """Everything that a person may say about one photo."""

    keywords = WordsField(
        label=gettext_lazy("Keywords"),
        required=False,
        help_text=gettext_lazy("With commas between them."),
    )
    taken_at = DeskTimeField(label=gettext_lazy("Taken"), required=False)
    digital_source_type = forms.ChoiceField(
        label=gettext_lazy("How it came to be"),
        required=False,
        help_text=gettext_lazy("What AI made or changed is labelled for readers."),
    )
    focal_x = forms.IntegerField(
        label=gettext_lazy("Focal point: from the left"),
        min_value=0,
        max_value=WHOLE,
        widget=Slider(attrs={"step": "5", "data-focal": "x"}),
    )
    focal_y = forms.IntegerField(
        label=gettext_lazy("Focal point: from the top"),
        min_value=0,
        max_value=WHOLE,
        widget=Slider(attrs={"step": "5", "data-focal": "y"}),
    )
    suggest = forms.BooleanField(
        label=gettext_lazy("Let the program suggest it anew when saving"), required=False
    )
    edit = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    class Meta:
        model = Photo
        fields = list(editing.FIELDS)
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 4}),
            "alt": forms.Textarea(attrs={"rows": 3}),
            "usage_terms": forms.Textarea(attrs={"rows": 2}),
            "consent": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        photo = self.instance
        desks = {desk.pk: desk for desk in desks_of(user)} | {photo.desk_id: photo.desk}
        self.fields["desk"].queryset = self.fields["desk"].queryset.filter(pk__in=desks)
        self.fields["origin"].choices = [("", _("not said")), *Photo.Origin.choices]
        choices = [
            (metadata.SOURCE_TYPES + name if name else "", label)
            for name, label in SOURCE_TYPES.items()
        ]
        known = photo.digital_source_type
        if known not in [value for value, _label in choices]:
            choices.append((known, known.removeprefix(metadata.SOURCE_TYPES)))
        self.fields["digital_source_type"].choices = choices
        self.initial["edit"] = photo.edit
        self.initial["desks"] = [row.desk for row in photo.allowed.select_related("desk")]
        if photo.usable_until >= FOREVER:
            self.initial["usable_until"] = None

    def clean_usable_until(self):
        """Without an end where nothing was typed."""
        return self.cleaned_data["usable_until"] or FOREVER

    def clean(self):
        """Lines end as they are stored: what nobody changed is no change."""
        super().clean()
        for name in ("caption", "alt", "usage_terms", "consent"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = self.cleaned_data[name].replace("\r\n", "\n")

    def values(self):
        """What `editing.edit` takes, of a valid form."""
        return {name: self.cleaned_data[name] for name in editing.FIELDS}

    def typed_end(self):
        """The end of the term that is saved."""
        return self.cleaned_data["usable_until"]

    def shown(self, *names):
        """Some of its fields, in this order."""
        return [self[name] for name in names]

    @property
    def focal(self):
        """The two sliders."""
        return self.shown("focal_x", "focal_y")

    @property
    def said(self):
        """What is to be seen, and what it is called."""
        return self.shown("headline", "caption", "alt", "keywords", "place", "taken_at")

    @property
    def whose(self):
        """Whose it is, and where it came from."""
        return self.shown(
            "credit", "creator", "source", "origin", "copyright_notice", "usage_terms",
            "digital_source_type", "consent",
        )  # fmt: skip

    @property
    def terms(self):
        """On which terms, and for whom."""
        return self.shown("desk", "shared", "usable_from", "usable_until", "allowed_use", "desks")


class ManyForm(TermsMixin):
    """What is said of several photos at once: only what is ticked is saved."""

    PARTS = (
        "credit", "creator", "source", "copyright_notice", "usage_terms", "keywords", "allowed_use",
        "usable_from", "usable_until", "desks", "shared",
    )  # fmt: skip

    credit = forms.CharField(label=gettext_lazy("Credit"), max_length=250, required=False)
    creator = forms.CharField(label=gettext_lazy("Creator"), max_length=250, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=250, required=False)
    copyright_notice = forms.CharField(
        label=gettext_lazy("Copyright notice"), max_length=500, required=False
    )
    usage_terms = forms.CharField(
        label=gettext_lazy("Usage terms"), max_length=2000, required=False
    )
    keywords = WordsField(
        label=gettext_lazy("Keywords to add"),
        required=False,
        help_text=gettext_lazy("With commas between them."),
    )
    allowed_use = forms.ChoiceField(
        label=gettext_lazy("Allowed use"), choices=AllowedUse.choices, required=False
    )
    shared = forms.BooleanField(label=gettext_lazy("Other desks may use them too"), required=False)
    ticked = forms.MultipleChoiceField(
        choices=[(name, name) for name in PARTS],
        error_messages={"required": gettext_lazy("Tick what is to be changed.")},
    )

    def clean_usable_until(self):
        """Without an end where nothing was typed."""
        return self.cleaned_data["usable_until"] or FOREVER

    def parts(self):
        """Each of its parts: the field, and whether it is ticked."""
        ticked = self.data.getlist("ticked") if self.is_bound else []
        return [(self[name], name in ticked) for name in self.PARTS]

    def typed_end(self):
        """The end of the term that is saved; None where it stays as it is."""
        is_ticked = "usable_until" in self.cleaned_data["ticked"]
        return self.cleaned_data["usable_until"] if is_ticked else None

    def saved(self):
        """What `editing.edit_many` takes, of a valid form."""
        ticked = set(self.cleaned_data["ticked"])
        values = {name: self.cleaned_data[name] for name in ticked - {"keywords", "desks"}}
        return {
            "values": values,
            "desks": self.cleaned_data["desks"] if "desks" in ticked else None,
            "add_keywords": self.cleaned_data["keywords"] if "keywords" in ticked else (),
        }


class TakedownForm(forms.Form):
    """Why a photo is taken down, and what becomes of its original."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=[("", "—"), *Takedown.Ground.choices]
    )
    reason = LongText(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "It stands on the receipt, and is told to whoever brings the same file again. Name "
            "nobody who is to be protected."
        ),
        error_messages={"required": gettext_lazy("Say why it is taken down.")},
    )
    original = forms.ChoiceField(
        label=gettext_lazy("The private original"),
        choices=Takedown.Original.choices,
        initial=Takedown.Original.KEEP,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Keep it where it may be evidence. Erase it where nobody may hold it, as an order or "
            "a child's protection can demand: then nothing brings it back."
        ),
    )
