"""Merging two people's changes of the pictures of one text."""

import random

import pytest

from articles import content, merging
from articles.merging import MINE, THEIRS

EMPTY = dict.fromkeys(content.PARTS) | {"body": ""}


def lead(number, caption="", credit="", alt=""):
    return [number, "lead", caption, credit, alt]


def hung(*numbers, **captions):
    """A gallery of these photos; captions by "p" and the number of the photo."""
    return [[n, "gallery", captions.get(f"p{n}", ""), "", ""] for n in numbers]


def merge(base, theirs, mine):
    return merging.merge(*(EMPTY | {"pictures": each} for each in (base, theirs, mine)))


def pictures(base, theirs, mine):
    """The merged pictures, where nobody has to decide."""
    merged = merge(base, theirs, mine)
    assert merged.clashes == []
    return merged.decided({})["pictures"]


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        (hung(1, 2, 3, 4), hung(1, 2, 3, 5), hung(1, 2, 3, 5, 4)),
        (hung(2, 3), hung(1, 2, 3, 9), hung(2, 3, 9)),
        (hung(1, 3), hung(1, 2), hung(1)),
        (hung(3, 2, 1), hung(1, 2, 9, 3), hung(3, 2, 9, 1)),
        (hung(1, 2, 3, p1="Satu"), hung(1, 2, 3, p3="Tiga"), hung(1, 2, 3, p1="Satu", p3="Tiga")),
        (hung(1, 2, 3, p2="Sama"), hung(1, 2, 3, 4, p2="Sama"), hung(1, 2, 3, 4, p2="Sama")),
        ([lead(7), *hung(1, 2, 3)], hung(1, 2, 3, 4), [lead(7), *hung(1, 2, 3, 4)]),
        (hung(3, 1, 2, p1="Satu"), hung(1, 2, 3, p2="Dua"), hung(3, 1, 2, p1="Satu", p2="Dua")),
        (hung(0, 1, 2, 3), hung(1, 2, 3, 0), hung(0, 1, 2, 3)),
    ],
)
def test_a_gallery_that_two_people_change_is_merged_picture_by_picture(theirs, mine, merged):
    assert pictures(hung(1, 2, 3), theirs, mine) == merged


def test_of_one_picture_caption_credit_and_alternative_text_are_merged_each_for_itself():
    base = [lead(1, "Danau", "Foto: A", "Air")]

    assert pictures(base, [lead(1, "Danau Kerinci", "Foto: A", "Air")],
                    [lead(1, "Danau", "Foto: B", "Air tenang")]) == [
        lead(1, "Danau Kerinci", "Foto: B", "Air tenang")
    ]  # fmt: skip


def test_two_leads_are_asked_about_and_the_gallery_is_merged_already():
    base = [lead(1), *hung(5)]
    merged = merge(base, [lead(2), *hung(5, 6)], [lead(3), *hung(5, 7)])

    (clash,) = merged.clashes
    assert (clash.part, clash.theirs, clash.mine) == ("pictures", [lead(2)], [lead(3)])
    assert clash.choices == (THEIRS, MINE)
    assert merged.names == ["pictures"]
    for choice, first in ((THEIRS, lead(2)), (MINE, lead(3))):
        assert merged.decided({clash.key: choice})["pictures"] == [first, *hung(5, 7, 6)]


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (hung(1, p1="Pagi"), hung(1, p1="Sore")),
        (hung(1, p1="Pagi"), []),
        ([], hung(1, p1="Sore")),
        ([lead(4, "Pagi"), *hung(1)], [lead(4, "Sore"), *hung(1)]),
    ],
)
def test_what_both_changed_of_one_picture_is_for_a_person_to_decide(theirs, mine):
    (clash,) = merge(hung(1), theirs, mine).clashes

    assert len(clash.theirs + clash.mine) <= 2


def test_two_orders_of_one_gallery_are_chosen_as_a_whole():
    theirs, mine = hung(2, 1, 3), hung(1, 3, 2)

    (clash,) = merge(hung(1, 2, 3), theirs, mine).clashes

    assert (clash.theirs, clash.mine) == (theirs, mine)


def test_without_a_common_ground_pictures_are_chosen_as_a_whole():
    contents = [EMPTY | {"pictures": each} for each in (hung(1), hung(2))]

    (clash,) = merging.merge(None, *contents).clashes

    assert (clash.theirs, clash.mine) == (hung(1), hung(2))


def test_nothing_that_anybody_added_or_wrote_of_a_picture_is_lost_in_a_merge():
    """Five thousand pairs of random changes: what is merged holds everything of both."""
    chance = random.Random(11)

    def change(rows, mark):
        rows = [list(row) for row in rows]
        for _ in range(chance.randint(0, 3)):
            kind = chance.random()
            if kind < 0.4 and rows:
                row = chance.choice(rows)
                row[chance.randint(2, 4)] = f"{mark}{chance.randint(0, 9)}"
            elif kind < 0.6:
                new = chance.randint(10, 15)
                if new not in [row[0] for row in rows]:
                    rows.insert(chance.randint(0, len(rows)), hung(new)[0])
            elif kind < 0.8 and rows:
                rows.append(rows.pop(chance.randrange(len(rows))))
            elif rows:
                rows.pop(chance.randrange(len(rows)))
        return rows

    merges = 0
    for _ in range(5_000):
        base = hung(*range(1, chance.randint(2, 6)))
        theirs, mine = change(base, "t"), change(base, "m")
        merged = merge(base, theirs, mine)
        if merged.clashes:
            continue
        merges += 1
        found = merged.decided({})["pictures"]
        numbers = [row[0] for row in found]
        assert len(numbers) == len(set(numbers))
        before = {row[0]: row for row in base}
        sides = [{row[0]: row for row in each} for each in (theirs, mine)]
        for number in {*before, *sides[0], *sides[1]}:
            stays = all(number in each for each in sides) or number not in before
            assert (number in numbers) == stays, (base, theirs, mine, found)
        for row in found:
            for side in sides:
                for place, words in enumerate(side.get(row[0], [])[2:], start=2):
                    old = before.get(row[0], ["", "", "", "", ""])[place]
                    assert words in (old, row[place]), (base, theirs, mine, found)
    assert merges > 2_000
