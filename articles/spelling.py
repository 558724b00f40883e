"""Spelling: what may have been meant by a word that no story has, or by a beginning.

The words are those of all that was ever issued. `database` is the connection that is asked.
"""

from dataclasses import replace
from itertools import islice, product

from django.db import transaction

# Letters of a word that may be wrong, by its length.
WRONG = {4: 1, 5: 2, 6: 2, 7: 2}
MOST_WRONG = 3
SHORTEST, LONGEST = 4, 40
# Words that look alike, of which the nearest few are suggested.
LOOKED_AT, SUGGESTED = 60, 4
# Spellings of a whole question that are tried, the likeliest first.
SPELLINGS = 6
SIMILAR = """
SELECT word FROM articles_word WHERE word %% %s AND length(word) BETWEEN %s AND %s
GROUP BY word ORDER BY similarity(word, %s) DESC, word LIMIT %s
"""

# A beginning of more words than these is looked for as it is: to ask for each would take longer.
MOST_BEGUN = 400
BEGUN = """
WITH begun AS (SELECT DISTINCT word FROM articles_word WHERE word LIKE %s LIMIT %s)
SELECT (SELECT count(*) FROM begun), array_agg(DISTINCT lexeme)
FROM begun, unnest(
    word::text || ts_lexize('indonesian_stem', word) || ts_lexize('english_stem', word)
) AS lexeme
"""


def begun(beginning, database):
    """The lexemes of all words that begin with these letters; none where they are too many.

    One question. A word of fewer letters than the words that are kept have is the beginning itself.
    """
    beginning = beginning.casefold()
    if not (beginning.isalpha() and len(beginning) <= LONGEST):
        return ()
    with database.cursor() as cursor:
        cursor.execute(BEGUN, [f"{beginning}%", MOST_BEGUN + 1])
        number, lexemes = cursor.fetchone()
    return () if number > MOST_BEGUN else tuple({beginning, *(lexemes or [])})


def meant(word, database):
    """The words that `word` may be a misspelling of, the nearest first; none where there is it.

    One question to the database, whether there is the word, or two. Whoever shows one first looks
    whether it finds something there: a word may be of a story that is not public.
    """
    word = word.casefold()
    if not (word.isalpha() and SHORTEST <= len(word) <= LONGEST):
        return []
    with transaction.atomic(database.alias), database.cursor() as cursor:
        cursor.execute("SELECT 1 FROM articles_word WHERE word = %s LIMIT 1", [word])
        if cursor.fetchone():
            return []
        # Two letters in the wrong order leave little alike.
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.2")
        wrong = WRONG.get(len(word), MOST_WRONG)
        bounds = [len(word) - wrong, len(word) + wrong]
        cursor.execute(SIMILAR, [word, *bounds, word, LOOKED_AT])
        found = [each for (each,) in cursor.fetchall()]
    near = [(distance(word, each), place, each) for place, each in enumerate(found)]
    return [each for steps, _place, each in sorted(near) if steps <= wrong][:SUGGESTED]


def spelt(text, terms, database):
    """What may have been meant by `text`: pairs of it as it would be typed, and of its Terms."""
    choices = []
    for term in terms:
        plain = term.word.strip(".,;:!?()‘’") if not term.minus else ""
        likely = meant(plain, database) if plain else []
        choices.append([(plain, each) for each in likely] or [(plain, "")])
    for chosen in islice(product(*choices), SPELLINGS):
        typed, spelt_so = text, list(terms)
        for place, (plain, each) in enumerate(chosen):
            if each:
                typed = typed.replace(plain, each)
                spelt_so[place] = replace(terms[place], word=each)
        if typed != text:
            yield typed, tuple(spelt_so)


def distance(one, other):
    """How many letters are wrong: changed, missing, too many, or exchanged with their neighbour."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, there in enumerate(other, start=1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                steps = min(steps, last[j - 2] + 1)
            row.append(steps)
    return row[-1]
