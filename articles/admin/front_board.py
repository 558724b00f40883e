"""The board: a front as an editor is arranging it, kept in the form until it is saved."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import needs
from articles.fronts import arranging, moving
from articles.fronts.arranging import Entry
from articles.fronts.models import Position
from articles.fronts.models.position import LEAD, PLACES
from articles.models.version import FOREVER

from .moments import DeskTimeField

LARGEST_NUMBER = 2**63 - 1
TYPED = "%Y-%m-%dT%H:%M"


class Board:
    """What stands at each place from a moment on, and which change its editor had seen.

    `at` is the moment, None for now; times that could not be read are kept in `typed` as they were
    typed, with a sentence in `errors`, both by the name of their field.
    """

    def __init__(self, desk, *, now, at=None, seen=0, entries=None):
        self.desk, self.now, self.at, self.seen = desk, now, at, seen
        self.entries = entries or {}
        self.ends_at = FOREVER
        self.typed, self.errors = {}, {}
        self.said = ""

    @property
    def moment(self):
        """The moment that the board is about."""
        return self.at or self.now

    @classmethod
    def stored(cls, desk, *, now, at=None):
        """The board as the front is arranged at the moment."""
        positions = Position.objects.arranged(at or now).on(desk)
        entries = {row.place: arranging.entry_of(row) for row in positions}
        return cls(desk, now=now, at=at, seen=arranging.last_number(desk), entries=entries)

    @classmethod
    def posted(cls, desk, data, *, now, at=None):
        """The board as the form holds it. Raises ValidationError where the form is damaged."""
        board = cls(desk, now=now, at=at, seen=_number(data.get("seen"), least=0))
        for place in range(LEAD, PLACES + 1):
            if f"article-{place}" not in data:
                continue
            board.entries[place] = Entry(
                place,
                _number(data[f"article-{place}"]),
                " ".join(data.get(f"headline-{place}", "").replace("\0", "").split()),
                board._typed_moment(data, f"until-{place}"),
            )
        board.ends_at = board._typed_moment(data, "ends")
        return board

    def _typed_moment(self, data, name):
        """A moment typed in the active zone, the desk's; FOREVER where nothing was typed."""
        text = data.get(name, "").strip()
        if not text:
            return FOREVER
        try:
            moment = _moment(text, now=self.now)
        except ValidationError as error:
            self.typed[name], self.errors[name] = text[:40], error.messages[0]
            return FOREVER
        return moment

    def shown(self, name, moment):
        """What stands in the field of a moment: as it was typed, or as it is."""
        if name in self.typed:
            return self.typed[name]
        return "" if moment >= FOREVER else timezone.localtime(moment).strftime(TYPED)

    def as_positions(self):
        """The entries as the readers' pages want them, in the order of their places; not saved."""
        return [
            Position(desk=self.desk, place=place, article_id=entry.article, headline=entry.headline)
            for place, entry in sorted(self.entries.items())
        ]

    def is_changed(self, stored):
        """Whether saving would change anything."""
        return bool(self.typed) or self.entries != stored.entries

    # --- What the buttons do ----------------------------------------------------------------------

    def up(self, place):
        """One place towards the lead."""
        self.entries = moving.moved(self.entries, place, place - 1)

    def down(self, place):
        """One place away from the lead."""
        self.entries = moving.moved(self.entries, place, place + 1)

    def off(self, place):
        """Left to the newest story."""
        self.entries = moving.taken_off(self.entries, place)
        self.typed.pop(f"until-{place}", None)
        self.errors.pop(f"until-{place}", None)

    def put(self, article, place):
        """A story at a place, those below making room."""
        if not LEAD <= place <= PLACES:
            raise ValidationError(_("There is no such place on a front."))
        self.entries = moving.put(self.entries, Entry(place, article))

    def save(self, *, by):
        """Arrange the front so; returns the Change or None. Raises what `arrange` does."""
        if self.errors:
            raise ValidationError(list(self.errors.values()))
        return arranging.arrange(
            self.desk,
            list(self.entries.values()),
            by=by,
            at=self.now,
            seen=self.seen,
            starts_at=self.at,
            ends_at=self.ends_at,
        )


def moment_asked(text, *, now):
    """The moment of an address, typed in the active zone: None for now or what has passed.

    Raises ValidationError for what is no moment.
    """
    if not text:
        return None
    moment = _moment(text, now=now)
    return None if moment <= now else moment


def moment_typed(text, *, now):
    """A moment typed in the active zone. Raises ValidationError for none, and what is none."""
    if not text.strip():
        raise ValidationError(_("Choose the day and the time."))
    return _moment(text, now=now)


def _moment(text, *, now):
    """A moment typed in the active zone. Raises ValidationError for what is none."""
    moment = DeskTimeField().clean(text)
    if moment > now + needs.FARTHEST:
        raise ValidationError(needs.TOO_FAR)
    return moment


def _number(text, *, least=1):
    try:
        number = int(text)
    except (TypeError, ValueError):
        number = -1
    if not least <= number <= LARGEST_NUMBER:
        raise ValidationError(_("The form arrived damaged. Load the page again."))
    return number
