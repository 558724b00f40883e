"""The field of a text: what it may hold, and how long it may be, whoever writes it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from articles import content, html

# Characters with the markup, and paragraphs (and what else is a block). Twice what the longest
# story of a newspaper has, forty times what most have, and all of it is found by a search, which
# reads as much of a text. Bytes, of which other scripts have up to four a letter: more words than
# these hold are refused by Postgres itself. Triggers hold both (migration 0036).
LONGEST, LARGEST, MOST_BLOCKS = 200_000, 350_000, 5000
TOO_LONG = _(
    "This text is too long for one article: %(has)s characters with its formatting, at most "
    "%(most)s. Take out %(over)s or more, or split it into two articles."
)
TOO_LARGE = _(
    "This text is too long for one article: %(has)s bytes in this script, at most %(most)s. Take "
    "out %(over)s or more, or split it into two articles."
)
TOO_MANY = _(
    "This text is too long for one article: %(has)s paragraphs, at most %(most)s. Take out or join "
    "%(over)s or more, or split it into two articles."
)


def validate_length(body):
    """Raise ValidationError where `body`, as it would be stored, is too long for one article."""
    body = html.clean(body)
    for sentence, has, most in (
        (TOO_LONG, len(body), LONGEST),
        (TOO_LARGE, len(body.encode()), LARGEST),
        (TOO_MANY, len(content.blocks(body)), MOST_BLOCKS),
    ):
        if has > most:
            numbers = {"has": has, "most": most, "over": has - most}
            raise ValidationError(sentence, code="too_long", params=grouped(numbers))


def grouped(numbers):
    """These numbers as the active language writes them, for a sentence."""
    return {name: number_format(each, force_grouping=True) for name, each in numbers.items()}


class CleanHTMLField(models.TextField):
    """Text that is sanitised on its way into the database, whoever writes it."""

    default_validators = [validate_length]

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return html.clean(value) if isinstance(value, str) else value
