"""The part of the article form that holds its pictures: the lead, the gallery, the chooser."""

import json
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import AdminProseEditorWidget

from articles import html
from articles.editing import PICTURES_AT_MOST
from articles.pictures.models.picture import ALT, CAPTION, CREDIT, Picture
from articles.pictures.using import files_of, numbers_in, ready_to_print
from articles.public import pictures as readers
from newsroom.photos.models import Photo, Rendition
from newsroom.photos.storing import public_url

from . import story_links

LARGEST = 2**63
# Sharp on a dense screen in the list of articles.
SQUARE = 160
# What the node in the text asks of the page, by the names of static/newsroom/photo-node.js.
NODE = {
    "address": reverse_lazy("admin:articles_article_photo", args=[0]),
    "words": {
        "name": _("Picture in the text"),
        "caption": _("Write a caption"),
        "up": _("Move up"),
        "down": _("Move down"),
        "remove": _("Remove"),
        "gone": _("This photo was taken down."),
        "texts": _("Credit and alternative text"),
        "credit": _("Credit"),
        "alt": _("Alternative text"),
        "own": _("A text that is left empty is the photo’s own, as it stands there in grey."),
    },
    "longest": {"credit": CREDIT, "alt": ALT},
}


class TextWidget(AdminProseEditorWidget):
    """The text editor, in which what is typed stays what was typed."""

    def get_config(self):
        """With marks of the newsroom's own in the place of the editor's."""
        config = super().get_config()
        return config | {"js_modules": [*config["js_modules"], static("newsroom/as-typed.js")]}


class BodyWidget(TextWidget):
    """The text editor with pictures and links to stories inside the text."""

    def get_config(self):
        """With the modules of pictures and links to stories, and of what is pasted."""
        config = super().get_config()
        config["extensions"] |= {"Photo": NODE, "Story": story_links.NODE, "Pasting": True}
        own = [
            *config["js_modules"],
            static("newsroom/photo-node.js"),
            story_links.module(),
            static("newsroom/pasting.js"),
        ]
        return config | {"js_modules": own}


class PicturesField(forms.CharField):
    """The pictures of a content as JSON, written by static/newsroom/article-pictures.js.

    An empty value, of a form that does not have the part, is None: they stay as they are.
    """

    widget = forms.HiddenInput(attrs={"id": "id_pictures_kept"})
    default_error_messages = {
        "unreadable": _("The pictures could not be read: load the page again.")
    }

    def prepare_value(self, value):
        """Pictures as they are stored, as text; none of a new article."""
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False)

    def clean(self, value):
        """The pictures of a content, or None."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            rows = json.loads(typed)
            if not isinstance(rows, list) or len(rows) > PICTURES_AT_MOST + 1:
                raise ValueError
            return [self._picture(row) for row in rows]
        except (ValueError, TypeError, RecursionError):
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from None

    def _picture(self, row):
        number, place, *texts = row
        if type(number) is not int or not 0 < number < LARGEST or place not in Picture.Place:
            raise ValueError
        if not all(isinstance(text, str) for text in texts):
            raise ValueError
        caption, credit, alt = map(_storable, texts)
        for text, most in ((caption, CAPTION), (credit, CREDIT), (alt, ALT)):
            if len(text) > most:
                raise ValidationError(
                    _("“%(text)s…” is too long: %(most)s characters at most."),
                    params={"text": text[:40], "most": most},
                )
        return [number, place, caption, " ".join(credit.split()), alt]


def _storable(text):
    """A text as Postgres takes it: where a browser cut one, half of an emoji may be left."""
    return text.replace("\x00", "").encode(errors="ignore").decode().strip()


def with_lead(pictures, typed):
    """The pictures with the lead whose number was typed, in a browser without JavaScript.

    ValidationError where that is no number.
    """
    gallery = [each for each in pictures if each[1] != Picture.Place.LEAD]
    if not typed.strip():
        return gallery
    if not html.PHOTO.fullmatch(typed.strip()):
        raise ValidationError(_("Write the number of a photo, as the library shows it."))
    number = int(typed)
    same = [each for each in pictures if each[:2] == [number, Picture.Place.LEAD]]
    return [*(same or [[number, Picture.Place.LEAD.value, "", "", ""]]), *gallery]


def context(form, desk):
    """What the page needs for its part with the pictures of `form`: see its template."""
    try:
        rows = PicturesField(required=False).clean(form["pictures"].value()) or []
    except ValidationError:
        rows = []
    numbers = numbers_in(rows, html.clean(form["body"].value()))
    photos = Photo.objects.in_bulk(numbers) if numbers else {}
    known = {
        number: {
            "name": str(photo),
            "caption": photo.caption[:CAPTION],
            "credit": photo.credit,
            "alt": photo.alt,
            "gone": photo.taken_down_at is not None,
        }
        for number, photo in photos.items()
    }
    return {
        "known": json.dumps(known, ensure_ascii=False),
        "lead": next((row[0] for row in rows if row[1] == Picture.Place.LEAD), ""),
        "library": f"{reverse('admin:photos')}?{urlencode({'pick': 1, 'for': desk.slug})}",
        "upload": reverse("admin:photo_upload"),
        "page": reverse("admin:photo", args=[0]),
        "photo": reverse("admin:articles_article_photo", args=[0]),
    }


def as_read(article):
    """The pictures of a working copy as readers' templates take them, whatever their terms.

    Without those that were taken down: nobody is shown them any more.
    """
    return [
        {"number": each.photo_id} | {name: getattr(each, name) for name in readers.FIELDS}
        for each in ready_to_print(article, None)
        if each.photo.taken_down_at is None
    ]


def thumbnails(numbers):
    """The square of each article's lead picture, by the article's number: addresses, one query.

    For articles that the viewer sees: a photo in them may be seen with them, until it is taken
    down.
    """
    squares = Rendition.objects.current().filter(
        photo__uses__article__in=numbers,
        photo__uses__place=Picture.Place.LEAD,
        photo__taken_down_at=None,
        crop="1x1",
        format="webp",
        width__lte=SQUARE,
    )
    found = squares.order_by("width").values_list("photo__uses__article", "file")
    return {article: public_url(file) for article, file in found}


def square_of(placement):
    """The address of the square of a placement's lead picture; empty without one.

    Of a placement that was asked for with its pictures (articles/public/pictures.py).
    """
    lead = readers.lead_of(placement)
    files = lead["files"].get("1x1", []) if lead else []
    small = [name for width, _height, kind, name in files if kind == "webp" and width <= SQUARE]
    return public_url(small[-1]) if small else ""


def thumbnail(request, number):
    """Leads to a small file of a photo that the user sees."""
    seen = Photo.objects.visible_to(request.user).filter(pk=number) if number < LARGEST else None
    if seen is None or not seen.exists():
        raise Http404
    files = files_of([number]).get(number, {}).get("full", [])
    small = [each for each in files if each[2] == "webp" and each[0] <= 640]
    if not small:
        raise Http404
    response = HttpResponseRedirect(public_url(small[-1][3]))
    patch_cache_control(response, private=True, max_age=300)
    return response
