"""What somebody types into the newsroom's search, as a question to Postgres.

Words are all to be there, "words in quotes" in this order, -word must be missing, and word* is the
beginning of a word of a headline, topic or name. A word matches by its stem in Indonesian and in
English: each text is stored by the language of its desk (newsroom_words, migration 0011), and who
searches need not know which.
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

TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
BEGINNING = re.compile(r"\w+\*", re.UNICODE)

STEMMED = "({0}_tsquery('indonesian', %s) || {0}_tsquery('english', %s))"


@dataclass(frozen=True)
class Question:
    """The parts of a typed question: a tsquery in SQL with its parameters.

    `sentence` is empty, or says to the person why nothing can be found.
    """

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
    """The Question of what was typed, with `marks` (lexemes of topics and reporters) required.

    Each mark is a list of which one is enough.
    """
    wanted, unwanted, params_wanted, params_unwanted = [], [], [], []
    for term in _terms(text):
        sql, params = _sql(term)
        if term["minus"]:
            unwanted.append(f"!!{sql}")
            params_unwanted += params
        else:
            wanted.append(sql)
            params_wanted += params
    for alternatives in marks:
        # Quoted, because a mark holds a colon; an empty list is a mark that nothing carries.
        wanted.append("%s::tsquery")
        params_wanted.append(" | ".join(f"'{mark}'" for mark in alternatives) or "'nothing:'")
    if not wanted:
        return Question(excludes_only=bool(unwanted))
    return Question(" && ".join(wanted + unwanted), tuple(params_wanted + params_unwanted))


def _terms(text):
    """The terms of `text` in order: dicts of minus, phrase and word."""
    text = text.replace("\0", " ")[:LONGEST]
    terms = [found.groupdict() for found in TERM.finditer(text)]
    terms = [term for term in terms if re.search(r"\w", term["phrase"] or term["word"] or "")]
    telling = [
        term
        for term in terms
        if term["phrase"] or term["word"].strip(".,;:!?()“”‘’").casefold() not in STOP_WORDS
    ]
    return (telling or terms)[:PARTS]


def _sql(term):
    if term["phrase"]:
        return STEMMED.format("phraseto"), [term["phrase"]] * 2
    word = term["word"]
    if BEGINNING.fullmatch(word) and len(word) > SHORTEST_BEGINNING:
        return "to_tsquery('simple', %s)", [f"{word[:-1]}:*"]
    return STEMMED.format("plainto"), [word] * 2


# --- Excerpts -----------------------------------------------------------------------------------

START, STOP = "\x02", "\x03"

# The text without its markup; what stands between two paragraphs is a space.
EXCERPT = """
ts_headline(
    CASE desk.language WHEN 'en' THEN 'english' ELSE 'indonesian' END::regconfig,
    concat_ws(' … ', NULLIF(article.standfirst, ''),
        regexp_replace(left(article.body, 20000), '<[^>]*>', ' ', 'g')),
    {question}, %s)
"""
HEADLINE = """
ts_headline(
    CASE desk.language WHEN 'en' THEN 'english' ELSE 'indonesian' END::regconfig,
    article.headline, {question}, %s)
"""
MARKED = f"StartSel={START},StopSel={STOP}"
SHOWN = f'{MARKED},MaxWords=22,MinWords=12,ShortWord=2,MaxFragments=2,FragmentDelimiter=" … "'
WHOLE = f"{MARKED},HighlightAll=true"


def excerpts(question, articles, connection):
    """Where the words of `question` stand in `articles` (ids): {id: (headline, text)}.

    Both are lists of (text, whether it answers the question), plain text that is still to be
    escaped. One query.
    """
    if not articles or not question:
        return {}
    sql = (
        f"SELECT article.id, {HEADLINE.format(question=question.sql)}, "
        f"{EXCERPT.format(question=question.sql)} "
        "FROM articles_article article JOIN desks_desk desk ON desk.id = article.desk_id "
        "WHERE article.id = ANY(%s)"
    )
    params = [*question.params, WHOLE, *question.params, SHOWN, list(articles)]
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
