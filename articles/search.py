"""What somebody types into a search, the newsroom's or the readers', as a question to Postgres.

Words are all to be there, "words in quotes" in this order, -word must be missing, and word* is the
beginning of a word of a headline, topic or name. A word matches by its stem in Indonesian and in
English: each text is stored by its own language (newsroom_words and newsroom_findable, migration
0028), and who searches need not know which.
"""

import html
import re
from dataclasses import dataclass

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

# A question of more parts is cut here: every part is looked up in the index.
PARTS = 12
LONGEST = 200
# A beginning of fewer letters stands for half the words of the language.
SHORTEST_BEGINNING = 3

# Postgres's Indonesian configuration has no stop words: these are in every text, and asking for
# them finds nothing more. English ones are here because an English text is stored without them.
STOP_WORDS = """
    ada adalah agar akan antara apa atau bagi bahwa bisa dalam dan dapat dari dengan di hal hanya
    harus hingga ia ini itu jika juga ke karena kata kepada lagi lain lalu maka masih mereka namun
    oleh pada para pun saat saja sama sampai sang sangat satu sebagai sebuah secara sedang sehingga
    sejak selain seperti serta setelah si suatu sudah tak tapi telah tentang terhadap tersebut
    tetapi tidak untuk yaitu yakni yang
    a an and are as at be been but by for from had has have he her his if in into is it its not of
    on or she so such that the their then there these they this to was were which who will with
"""
STOP_WORDS = frozenset(STOP_WORDS.split())

# Phones write quotation marks that curl.
PLAIN = str.maketrans({"\0": " "} | dict.fromkeys("“”„«»", '"'))
TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
BEGINNING = re.compile(r"\w+\*", re.UNICODE)

# A word that has one stem in both is asked for once: each part of a question costs in each row.
STEMMED = """(CASE {0}_tsquery('indonesian', %s) WHEN {0}_tsquery('english', %s)
    THEN {0}_tsquery('indonesian', %s)
    ELSE {0}_tsquery('indonesian', %s) || {0}_tsquery('english', %s) END)"""


@dataclass(frozen=True)
class Term:
    """One part of what was typed: a word, a beginning or a phrase, wanted or not."""

    minus: bool
    phrase: str
    word: str
    # What its beginning stands for, where somebody looked it up: an index finds whole words sooner.
    lexemes: tuple = ()

    @property
    def is_common(self):
        """Whether it is a word that every text has."""
        return not self.phrase and _bare(self.word) in STOP_WORDS

    @property
    def sql(self):
        """A tsquery in SQL for its parameters."""
        if self.lexemes:
            return "%s::tsquery"
        if self.phrase:
            return STEMMED.format("phraseto")
        return "to_tsquery('simple', %s)" if self.is_beginning else STEMMED.format("plainto")

    @property
    def params(self):
        """The parameters of its SQL."""
        if self.lexemes:
            # Words that hold a figure are not among those that are known.
            figures = [f"'{self.word[:-1].casefold()}{each}':*" for each in range(10)]
            return [" | ".join([*(f"'{lexeme}'" for lexeme in self.lexemes), *figures])]
        if self.is_beginning:
            return [f"{self.word[:-1]}:*"]
        return [self.phrase or self.word] * STEMMED.count("%s")

    @property
    def is_beginning(self):
        """Whether it is a beginning, which words of any ending answer."""
        return bool(BEGINNING.fullmatch(self.word)) and len(self.word) > SHORTEST_BEGINNING


@dataclass(frozen=True)
class Question:
    """The parts of a typed question: a tsquery in SQL with its parameters."""

    sql: str = ""
    params: tuple = ()
    excludes_only: bool = False

    def __bool__(self):
        return bool(self.sql)

    def found_in(self, table):
        """The condition that the words of a row of `table` answer it."""
        return RawSQL(
            f'"{table}"."words" @@ ({self.sql})', self.params, output_field=BooleanField()
        )


def asked(text, marks=()):
    """The Question of what was typed, with `marks` (lexemes of topics and reporters) required."""
    return question_of(terms_of(text), marks)


def question_of(terms, marks=(), *, but_one=False):
    """The Question of these Terms, with `marks` required; with `but_one`, any one may be missing.

    Each mark is a list of which one is enough.
    """
    positive = [term for term in terms if not term.minus]
    parts = [(term.sql, term.params) for term in positive]
    if but_one and len(positive) > 1:
        rest = [question_of(positive[:n] + positive[n + 1 :]) for n in range(len(positive))]
        either = " || ".join(f"({question.sql})" for question in rest)
        parts = [(f"({either})", [p for question in rest for p in question.params])]
    for alternatives in marks:
        # Quoted, because a mark holds a colon; an empty list is a mark that nothing carries.
        lexemes = " | ".join(f"'{mark}'" for mark in alternatives) or "'nothing:'"
        parts.append(("%s::tsquery", [lexemes]))
    unwanted = [(f"!!{term.sql}", term.params) for term in terms if term.minus]
    if not parts:
        return Question(excludes_only=bool(unwanted))
    parts += unwanted
    return Question(
        " && ".join(sql for sql, _params in parts),
        tuple(p for _sql, params in parts for p in params),
    )


def any_of(terms):
    """The Question that one of these Terms answers."""
    return Question(
        " || ".join(term.sql for term in terms), tuple(p for term in terms for p in term.params)
    )


def in_a_row(terms):
    """The Question that texts answer in which the words of these Terms follow each other."""
    return question_of([Term(False, " ".join(term.phrase or term.word for term in terms), "")])


def terms_of(text):
    """The Terms of `text` in order; the common ones are left out where others say more."""
    text = text.translate(PLAIN)[:LONGEST]
    terms = [
        Term(bool(found["minus"]), found["phrase"] or "", found["word"] or "")
        for found in TERM.finditer(text)
    ]
    terms = [term for term in terms if re.search(r"\w", term.phrase or term.word)]
    telling = [term for term in terms if not term.is_common]
    return (telling or terms)[:PARTS]


def _bare(word):
    return word.strip(".,;:!?()‘’").casefold()


# --- Excerpts -----------------------------------------------------------------------------------

START, STOP = "\x02", "\x03"

# A version says its language, a working copy only another one than its desk's.
STEMMER = """
CASE coalesce(nullif(said.language, ''), desk.language)
    WHEN 'en' THEN 'english' ELSE 'indonesian' END::regconfig
"""
# The text without its markup; what stands between two paragraphs is a space.
EXCERPT = """
ts_headline(
    {stemmer},
    concat_ws(' … ', NULLIF(said.standfirst, ''),
        regexp_replace(left(said.body, 20000), '<[^>]*>', ' ', 'g')),
    {question}, %s)
"""
HEADLINE = """
ts_headline({stemmer}, said.headline, {question}, %s)
"""
MARKED = f"StartSel={START},StopSel={STOP}"
SHOWN = f'{MARKED},MaxWords=22,MinWords=12,ShortWord=2,MaxFragments=2,FragmentDelimiter=" … "'
WHOLE = f"{MARKED},HighlightAll=true"


def excerpts(question, numbers, connection, table="articles_article"):
    """Where the words of `question` stand in rows of `table` (ids): {id: (headline, text)}.

    Both are lists of (text, whether it answers the question), plain text that is still to be
    escaped. One query.
    """
    if not numbers or not question:
        return {}
    sql = (
        f"SELECT said.id, {HEADLINE.format(stemmer=STEMMER, question=question.sql)}, "
        f"{EXCERPT.format(stemmer=STEMMER, question=question.sql)} "
        f"FROM {table} said JOIN desks_desk desk ON desk.id = said.desk_id "
        "WHERE said.id = ANY(%s)"
    )
    params = [*question.params, WHOLE, *question.params, SHOWN, list(numbers)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {
            number: (pieces(headline), pieces(html.unescape(text)))
            for number, headline, text in cursor.fetchall()
        }


def pieces(text):
    """A marked text as (text, whether it was found) pairs."""
    found = []
    for position, part in enumerate(re.split(f"[{START}{STOP}]", text)):
        if part:
            found.append((part, position % 2 == 1))
    return found
