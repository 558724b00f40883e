"""Merging two people's changes of one text, and telling texts apart by word."""

import random

import pytest

from articles import content

EMPTY = dict.fromkeys(content.PARTS)


def body(*paragraphs):
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def test_a_body_falls_into_its_paragraphs_subheads_quotes_and_lists():
    text = '<p>A<br>b</p><h2>H</h2><ul><li>x</li><li>y</li></ul><p>B <a href="u">l</a></p>'

    assert content.blocks(text) == [
        "<p>A<br>b</p>",
        "<h2>H</h2>",
        "<ul><li>x</li><li>y</li></ul>",
        '<p>B <a href="u">l</a></p>',
    ]
    assert "".join(content.blocks("bare words<p>x</p>")) == "bare words<p>x</p>"
    assert content.blocks("") == []


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        (body(1, "2t", 3), body("1m", 2, 3), body("1m", "2t", 3)),
        (body(1, 2, 3, 4), body(0, 1, 2, 3), body(0, 1, 2, 3, 4)),
        (body(1, 3), body(1, 2, "3m"), body(1, "3m")),
        (body("1x", 2, 3), body("1x", 2, 3), body("1x", 2, 3)),
        (body(1, "2t", 3), body(1, "2m", 3), None),
        (body(1, 3), body(1, "2m", 3), None),
        (body(1, 2, 3, "t"), body(1, 2, 3, "m"), None),
        (body(1, "2t", 3), body(1, 2, "new", 3), None),
    ],
)
def test_changes_of_different_paragraphs_are_merged_and_of_the_same_one_never(theirs, mine, merged):
    assert content.merge_bodies(body(1, 2, 3), theirs, mine) == merged


def test_no_word_that_anybody_typed_is_lost_in_a_merge():
    """Twenty thousand pairs of random changes: whatever is merged holds everything of both."""
    chance = random.Random(7)

    def change(paragraphs, mark):
        changed = list(paragraphs)
        for number in range(chance.randint(0, 3)):
            kind = chance.random()
            if kind < 0.4 and changed:
                changed[chance.randrange(len(changed))] += mark
            elif kind < 0.7:
                changed.insert(chance.randint(0, len(changed)), f"{mark}{number}")
            elif changed:
                changed.pop(chance.randrange(len(changed)))
        return changed

    merges = 0
    for _ in range(20_000):
        base = [f"p{number}" for number in range(chance.randint(0, 6))]
        theirs, mine = change(base, "t"), change(base, "m")
        merged = content.merge_bodies(body(*base), body(*theirs), body(*mine))
        if merged is None:
            continue
        merges += 1
        found = content.blocks(merged)
        for text in {*base, *theirs, *mine}:
            kept_by_both = text not in base or (text in theirs and text in mine)
            assert (body(text) in found) == kept_by_both, (base, theirs, mine, found)
    assert merges > 5_000


def test_parts_that_only_one_changed_are_taken_from_there():
    base = EMPTY | {"headline": "Lama", "kicker": "Danau", "topics": ["air"], "body": body(1, 2)}
    theirs = base | {"headline": "Baru", "body": body("1t", 2)}
    mine = base | {"topics": ["air", "danau"], "body": body(1, "2m")}

    merged, clashes = content.merge(base, theirs, mine)

    assert clashes == []
    assert merged == base | {
        "headline": "Baru",
        "topics": ["air", "danau"],
        "body": body("1t", "2m"),
    }


def test_a_part_that_both_changed_is_named():
    base = EMPTY | {"headline": "Lama", "body": body(1)}

    _, clashes = content.merge(
        base,
        base | {"headline": "Satu", "body": body("1t")},
        base | {"headline": "Dua", "body": body("1m")},
    )

    assert clashes == ["headline", "body"]


def test_texts_are_told_apart_by_word():
    assert content.words("Air surut.\nNelayan diam.", "Air danau surut.\nNelayan pergi.") == [
        ("same", "Air "),
        ("in", "danau "),
        ("same", "surut.\nNelayan "),
        ("out", "diam."),
        ("in", "pergi."),
    ]
    assert content.words("", "") == []
    assert content.words("Sama saja.", "Sama saja.") == [("same", "Sama saja.")]
