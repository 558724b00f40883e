"""Merging two people's changes of one text, and telling texts apart by word."""

import random

import pytest

from articles import content, html, merging
from articles.merging import BOTH, MINE, THEIRS

EMPTY = dict.fromkeys(content.PARTS)


def merged_body(base, theirs, mine):
    """The merged body, or None where a person decides."""
    merge = merging.merge(EMPTY | {"body": base}, EMPTY | {"body": theirs}, EMPTY | {"body": mine})
    return None if merge.clashes else merge.decided({})["body"]


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
        (body(1, "2t", 3), body(1, 2, "new", 3), body(1, "2t", "new", 3)),
        (body(1, 2, "new", 3), body(1, 2, "3m"), body(1, 2, "new", "3m")),
        (body(1, "2t", "t", 3), body(1, 2, "new", 3), None),
        (body(1, 2, "3t"), body(1, 2, 3, "m"), body(1, 2, "3t", "m")),
    ],
)
def test_changes_of_different_paragraphs_are_merged_and_of_the_same_one_never(theirs, mine, merged):
    assert merged_body(body(1, 2, 3), theirs, mine) == merged


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
        merged = merged_body(body(*base), body(*theirs), body(*mine))
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

    merge = merging.merge(base, theirs, mine)

    assert merge.clashes == []
    assert merge.decided({}) == base | {
        "headline": "Baru",
        "topics": ["air", "danau"],
        "body": body("1t", "2m"),
    }


def test_a_part_that_both_changed_is_named():
    base = EMPTY | {"headline": "Lama", "body": body(1)}

    merge = merging.merge(
        base,
        base | {"headline": "Satu", "body": body("1t")},
        base | {"headline": "Dua", "body": body("1m")},
    )

    assert merge.names == ["headline", "body"]


def test_each_clash_is_decided_for_itself_and_all_else_is_merged_already():
    base = EMPTY | {"headline": "Lama", "body": body(1, 2, 3, 4)}
    merge = merging.merge(
        base,
        base | {"headline": "Satu", "body": body("1t", 2, "3t", 4)},
        base | {"kicker": "Danau", "headline": "Dua", "body": body("1m", 2, "3m", "4m")},
    )
    headline, first, third = merge.clashes
    assert (first.number, third.number, third.after) == (1, 3, body(2))
    assert headline.choices == (THEIRS, MINE)

    decided = merge.decided({headline.key: THEIRS, first.key: MINE, third.key: BOTH})

    assert decided == base | {
        "kicker": "Danau",
        "headline": "Satu",
        "body": body("1m", 2, "3t", "3m", "4m"),
    }


def test_a_clash_keeps_its_key_when_something_else_is_saved_meanwhile():
    base = EMPTY | {"body": body(1, 2, 3)}
    mine = base | {"body": body(1, 2, "3m")}
    before = merging.merge(base, base | {"body": body(1, 2, "3t")}, mine)
    after = merging.merge(base, base | {"body": body("0", 1, 2, "3t")}, mine)

    assert [clash.key for clash in before.clashes] == [clash.key for clash in after.clashes]
    assert (before.clashes[0].number, after.clashes[0].number) == (3, 4)


def test_without_a_common_ground_every_difference_is_for_a_person():
    theirs = EMPTY | {"headline": "Satu", "body": body(1, "2t", 3)}
    mine = EMPTY | {"headline": "Satu", "body": body(1, "2m", 3)}

    (clash,) = merging.merge(None, theirs, mine).clashes

    assert (clash.theirs, clash.mine) == ([body("2t")], [body("2m")])


def test_a_content_is_taken_apart_and_put_together_letter_by_letter():
    parts = EMPTY | {"headline": "Air “surut”", "standfirst": "", "topics": ["air, danau"]}
    for text in ("", "kata", "<p>a</p> ", '<p>a<br>b</p>\n<figure><img src="x"></figure><p>c</p>'):
        whole = parts | {"body": text}
        assert content.of_passages(content.passages(whole)) == whole
    assert content.blocks('<p>a</p><figure><img src="x"></figure><hr><p>c</p>') == [
        "<p>a</p>",
        '<figure><img src="x"></figure>',
        "<hr>",
        "<p>c</p>",
    ]


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


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        (
            "<table><tr><th>Desa</th><th>Turun</th></tr><tr><td> Jujun </td><td>48 cm</td>"
            "<td></td></tr></table>",
            "<p>Desa – Turun</p><p>Jujun – 48 cm</p>",
        ),
        ("<table><tr><td><p>Satu.</p><p>Dua.</p></td></tr></table>", "<p>Satu.</p><p>Dua.</p>"),
        ("<table><tr><td>Jujun</table>", "Jujun"),
    ],
)
def test_what_stood_in_the_cells_of_a_table_does_not_run_together(table, texts):
    assert html.clean(f"<p>Turun.</p>{table}") == f"<p>Turun.</p>{texts}"


@pytest.mark.parametrize(
    "hostile",
    [
        "<blockquote>a" * 4100,
        "".join(f"<em x={number}>a" for number in range(4100)),
        # An end of what is open that a parser does not take for one.
        "".join(f"<em x='{number}</em>'>a" for number in range(4100)),
        "".join(f"<em x={number}><table></em></table>a" for number in range(4100)),
        "<svg>" + "<td>a" * 4100,
        "<table>" + "a<p>" * 4100,
        "a& " * 20_100,
        f"<p {' '.join(f'a{number}' for number in range(30_000))}>a",
        f"<p/{'/'.join(f'a{number}' for number in range(30_000))}>a",
    ],
)
def test_what_a_parser_would_take_minutes_for_is_its_words_alone(hostile):
    for found in (html.clean(hostile), html.text(hostile)):
        assert "<" not in found and found.split()[-1].endswith("a")


def test_a_long_text_keeps_its_paragraphs_lists_and_signs():
    long = "<p>Ikan &amp; <strong>beras</strong></p>" * 3000 + "<ul><li>Satu</li></ul>" * 900

    assert html.clean(long) == long
    assert html.clean("<p>Satu<br>dua<p>tiga" * 5000).count("<p>") == 10_000
    assert html.clean(f'<p>x<img src="data:image/png;base64,{"A/" * 90_000}">y</p>') == "<p>xy</p>"
