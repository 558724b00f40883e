"""Words that strangers write, without the signs by which they would read as something else.

A sign that turns the direction of writing makes a page show other words than were written, and what
follows them too; one without a width hides in a name, or is all there is of it. Used at the models'
edge, and by the form in which readers write, which asks for what is left.
"""

import re

from django import forms
from django.db import models

from . import html
from .long_text import LongText

# Signs of direction, of joining lines and of annotation, marks of order, soft hyphens, blanks that
# are letters, and tags. The two joiners are left: some scripts and emoji are written with them.
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)


def text(words):
    """`words`, over several lines, as they are kept; nothing where nobody would see anything."""
    plain = HIDDEN.sub("", html.seen(words)).strip()
    return "" if html.is_blank(plain) else plain


def line(words):
    """`words` as one line, with one space between them."""
    return " ".join(text(words).split())


class _Typed:
    """A field of a form that takes what is left of what was typed."""

    plain = staticmethod(text)

    def to_python(self, value):
        return self.plain(super().to_python(value))


class PlainText(_Typed, LongText):
    """Several lines in a form."""


class PlainLine(_Typed, forms.CharField):
    """One line in a form."""

    plain = staticmethod(line)


class _Kept:
    """A field of a model that keeps what is left, whoever writes it; a plain one to migrations."""

    plain = staticmethod(text)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, self.plain_path, args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        return self.plain(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.plain(value) if isinstance(value, str) else value


class PlainTextField(_Kept, models.TextField):
    """Several lines in a model."""

    plain_path = "django.db.models.TextField"


class PlainLineField(_Kept, models.CharField):
    """One line in a model."""

    plain, plain_path = staticmethod(line), "django.db.models.CharField"
