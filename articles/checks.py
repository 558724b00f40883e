"""What is missing in an article and what looks wrong, said before it goes.

Rules stop an article, and are the workflow's own; a warning only asks to look once more; a note
informs. Nothing here changes anything, and nothing asks another machine.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from itertools import zip_longest
from urllib.parse import urlsplit

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q, Value
from django.db.models.functions import JSONObject
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.desks.hosts import host_map

from . import html, needs, repeated, workflow
from .checklist import doubting
from .checklist.models import Line
from .models import Article, ArticleTopic, Byline, Version
from .models.kind import Kind
from .models.version import slug_of
from .names import spelled_twice
from .pictures.allowed import doubtful

CARD_LETTERS = 110
SHORT_WORDS = 50
WORDS_A_MINUTE = 200
OLD = timedelta(days=30)
# Older than this, a date is somebody's birthday or a piece of history.
HISTORY = timedelta(days=5 * 365)
# More of one sort would bury the others.
SHOWN = 5
IN_PROGRESS = {workflow.DRAFT, workflow.IN_REVIEW, workflow.APPROVED}

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "maret march mar", "april apr",
            "mei may", "juni june jun", "juli july jul", "agustus august agu aug",
            "september sep", "oktober october okt oct", "november nov", "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
DAY_FIRST = re.compile(r"\b(\d{1,2})[ ./-]([^\W\d_]{3,9}|\d{1,2})[ ./-](\d{4})\b")
YEAR_FIRST = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
# An address that is no address at all was taken away when the text was cleaned.
BARE = re.compile(r"<a\b(?![^>]*\bhref=)[^>]*>(.*?)</a>", re.DOTALL)
# No article has a number of so many digits.
LONG_NUMBER = 19
ARTICLE_PATH = re.compile(r"/articles/(\d{1,18})(?:/|$)", re.ASCII)
HOST = re.compile(r"[^\s.@]+(\.[^\s.@]+)+")


class Level(models.TextChoices):
    """How much a finding weighs, the heaviest first."""

    RULE = "rule", gettext_lazy("Missing: it cannot go on without")
    WARNING = "warning", gettext_lazy("Look once more")
    INFO = "info", gettext_lazy("Good to know")


@dataclass(frozen=True)
class Finding:
    """One thing found: how much it weighs, the field it is about, and a sentence."""

    level: Level
    field: str
    sentence: str

    @property
    def anchor(self):
        """Where the field stands in the article's form."""
        return "id_body_text" if self.field == "body" else f"id_{self.field}"


@dataclass(frozen=True)
class _Known:
    """What the database says about an article and what it links to."""

    credited: bool
    tagged: bool
    public_from: object
    unticked: list
    live: frozenset
    alike: list


def findings(article, *, by, at):
    """Everything found in the stored text of `article`: a list of Finding, the heaviest first.

    `by` is who looks: of what is not public, only articles that they see are compared. Costs four
    queries, and one more where topics are required, and two or three where there are pictures.
    """
    text = html.text(article.body)
    words = len(text.split())
    wrong, numbers = _links(article.body)
    stories = _stories(article.body)
    known = _known(article, by, at, stories | numbers.keys())
    rules = needs.missing_parts(
        article,
        at=at,
        credited=known.credited,
        unticked=[line["text"] for line in known.unticked if line["required"]],
    )
    lacking = {field for field, _sentence in rules}
    warnings = [
        *_unticked(known),
        *_headline(article, known),
        *_names(article, text),
        *_quotes(article, text),
        *_twice(article),
        *_bare_links(article),
        *_dead_links(wrong, numbers, known),
        *_unseen_stories(stories, known),
        *_old(article, text, known, at),
        *doubting.doubtful(article, text, by=by),
        *_short(words),
        *doubtful(article, at=at),
    ]
    return [
        *(Finding(Level.RULE, field, str(sentence)) for field, sentence in rules),
        *(Finding(Level.WARNING, field, sentence) for field, sentence in warnings),
        *(
            Finding(Level.INFO, field, sentence)
            for field, sentence in _notes(article, words, known)
            if field == "body" or field not in lacking
        ),
    ]


def warnings(article, *, by, at):
    """Only what looks wrong: for whoever is about to let the text go on."""
    return [each for each in findings(article, by=by, at=at) if each.level == Level.WARNING]


def by_level(found):
    """The findings apart by level, the heaviest first: pairs of Level and a list."""
    levels = [(level, [each for each in found if each.level == level]) for level in Level]
    return [(level, those) for level, those in levels if those]


def _known(article, by, at, numbers):
    """The two queries: about the article, and about others with its headline or its links."""
    went_out = Q(versions__live_from__lte=at, versions__live_until__gt=F("versions__live_from"))
    facts = (
        Article.objects.filter(pk=article.pk)
        .annotate(
            credited=Exists(Byline.objects.filter(article=OuterRef("pk"))),
            tagged=Exists(ArticleTopic.objects.filter(content_object=OuterRef("pk"))),
            public_from=Min("versions__first_live_from", filter=went_out),
            unticked=ArraySubquery(
                Line.objects.filter(article=OuterRef("pk"), ticked_at=None)
                .order_by("position")
                .values(line=JSONObject(text="text", required="required"))
            ),
        )
        .values("credited", "tagged", "public_from", "unticked")
        .get()
    )
    headline = article.headline.strip()
    # The slug finds them by its index; two headlines may share one.
    same = Q(slug=slug_of(headline), headline__iexact=headline)
    public = Version.objects.live(at).filter(same | Q(article_id__in=numbers))
    seen = Article.objects.visible_to(by).filter(headline__iexact=headline)
    rows = list(
        public.annotate(public=Value(True))
        .values_list("article_id", "desk__name", "headline", "public")
        .union(
            seen.annotate(public=Value(False)).values_list("pk", "desk__name", "headline", "public")
        )
    )
    alike = {
        number: desk
        for number, desk, theirs, _public in rows
        if headline and number != article.pk and theirs.upper() == headline.upper()
    }
    live = frozenset(number for number, _desk, _headline, is_public in rows if is_public)
    return _Known(live=live, alike=sorted(alike.items()), **facts)


def _unticked(known):
    """Lines of the checklist that nobody has ticked; the required ones are rules."""
    for line in known.unticked:
        if not line["required"]:
            yield "checklist", _("Not ticked yet: “%(line)s”.") % {"line": line["text"]}


def _headline(article, known):
    """A headline that is taken, or that no card holds."""
    length = len(article.headline.strip())
    if length > CARD_LETTERS:
        yield (
            "headline",
            _("The headline is long for a card: %(length)s characters, of %(most)s that fit.")
            % {"length": length, "most": CARD_LETTERS},
        )
    for number, desk in known.alike[:1]:
        yield (
            "headline",
            _("Article %(number)s of %(desk)s has the same headline.")
            % {"number": number, "desk": desk},
        )


def _names(article, text):
    whole = f"{article.standfirst}\n{text}"
    for one, other in spelled_twice(whole, headline=article.headline)[:SHOWN]:
        yield (
            "body",
            _("“%(one)s” and “%(other)s”: is this one name in two spellings?")
            % {"one": one, "other": other},
        )


def _quotes(article, text):
    """Quote marks that open and do not close, or close without having opened."""
    for field, words in (
        ("headline", article.headline),
        ("standfirst", article.standfirst),
        ("body", text),
    ):
        line = _unpaired(words)
        if line:
            start = " ".join(line.split()[:6])
            yield (
                field,
                _("The quote marks do not pair where it says: %(start)s …") % {"start": start},
            )


def _twice(article):
    """Paragraphs that stand there twice."""
    for text in repeated.paragraphs(article.body)[:SHOWN]:
        start = " ".join(text.split()[:6])
        yield (
            "body",
            _("This paragraph stands there twice, take one out: %(start)s …") % {"start": start},
        )


def _unpaired(text):
    """The first paragraph whose quote marks do not pair, or None.

    A quotation over several paragraphs opens in each of them and closes in the last.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        is_open, wrong = False, False
        for mark in re.findall(r'[“”"]', line):
            if mark == '"':
                is_open = not is_open
            else:
                wrong |= is_open == (mark == "“")
                is_open = mark == "“"
        if wrong or (is_open and not following.startswith(("“", '"'))):
            return line
    return None


def _links(body):
    """The addresses in `body` that are none, and those of articles by the number: (list, dict)."""
    wrong, numbers = [], {}
    for href in dict.fromkeys(unescape(each).strip() for each in HREF.findall(body or "")):
        try:
            parts = urlsplit(href)
            host = parts.hostname or ""
        except ValueError:
            wrong.append(href)
            continue
        if parts.scheme in ("mailto", "tel"):
            if not re.search(r".@.+\..|^\+?[\d ().-]{3,}$", parts.path):
                wrong.append(href)
            continue
        ours = not parts.scheme and not host and href.startswith("/")
        ours = ours or bool(host and host_map.desk_at(host.rstrip(".")))
        if not ours and not HOST.fullmatch(host):
            wrong.append(href)
        elif ours and (match := ARTICLE_PATH.match(parts.path)):
            numbers[int(match[1])] = href
    return wrong, numbers


def _stories(body):
    """The numbers of the articles that links of their own lead to."""
    found = html.STORY.findall(body or "")
    return {int(number) for number, _words in found if len(number) < LONG_NUMBER}


def _bare_links(article):
    for words in BARE.findall(article.body)[:SHOWN]:
        yield (
            "body",
            _("The link on “%(words)s” leads nowhere: give it an address.")
            % {"words": html.text(words)},
        )


def _dead_links(wrong, numbers, known):
    for href in wrong[:SHOWN]:
        yield (
            "body",
            _("A link leads nowhere: “%(address)s” is no whole address. Begin it with https://.")
            % {"address": href},
        )
    for href in [href for number, href in numbers.items() if number not in known.live][:SHOWN]:
        yield (
            "body",
            _("A link leads to an article that readers do not have now: %(address)s")
            % {"address": href},
        )


def _unseen_stories(stories, known):
    for number in sorted(stories - known.live)[:SHOWN]:
        yield (
            "body",
            _(
                "Article %(number)s, which the text leads to, is not live: readers see no link "
                "until it is."
            )
            % {"number": number},
        )


def _old(article, text, known, at):
    """A story that is not of today, while it may still go out."""
    if article.state not in IN_PROGRESS:
        return
    if known.public_from:
        if at - known.public_from > OLD:
            day = known.public_from.astimezone(article.desk.zone).date()
            yield (
                "body",
                _("Readers first had this story on %(day)s: is it still to be issued?")
                % {"day": _day(day)},
            )
        return
    dates = _dates(f"{article.standfirst}\n{text}")
    today = at.astimezone(article.desk.zone).date()
    if dates and article.kind == Kind.NEWS and OLD < today - max(dates) < HISTORY:
        yield (
            "body",
            _("The latest date in the text is %(day)s: is this news of today?")
            % {"day": _day(max(dates))},
        )


def _day(day):
    return formats.date_format(day, "j F Y")


def _dates(text):
    """Every whole date in `text`, the day before the month as Indonesian writes it."""
    found = [match.groups()[::-1] for match in DAY_FIRST.finditer(text)]
    found += [match.groups() for match in YEAR_FIRST.finditer(text)]
    dates = []
    for year, month, day in found:
        # 31/02, or a word that is no month, is no date.
        with suppress(ValueError):
            number = int(month) if month.isdecimal() else MONTHS.get(month.lower(), 0)
            dates.append(date(int(year), number, int(day)))
    return dates


def _short(words):
    if 0 < words < SHORT_WORDS:
        yield "body", _("The text is very short: %(words)s words.") % {"words": words}


def _notes(article, words, known):
    """What may well be empty, and how long the text is."""
    if not article.kicker:
        yield "kicker", _("There is no kicker.")
    if not article.standfirst:
        yield "standfirst", _("There is no standfirst.")
    if not article.dateline and article.kind == Kind.NEWS:
        yield "dateline", _("There is no dateline.")
    if not known.tagged:
        yield "topics", _("There are no topics.")
    if words:
        yield (
            "body",
            _("Words: %(words)s. Reading time: %(minutes)s min.")
            % {"words": words, "minutes": -(-words // WORDS_A_MINUTE)},
        )
