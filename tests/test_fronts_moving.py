"""Moving a story on the board: the others make only the room that it needs."""

import pytest

from articles.fronts import moving
from articles.fronts.arranging import Entry


def entries(**at):
    return {place: Entry(place, ord(name)) for name, place in at.items()}


def names(found):
    return {chr(entry.article): place for place, entry in found.items()}


@pytest.mark.parametrize(
    ("place", "to", "expected"),
    [
        (3, 1, {"c": 1, "a": 2, "b": 3, "e": 5}),
        (1, 3, {"b": 1, "c": 2, "a": 3, "e": 5}),
        (1, 4, {"b": 2, "c": 3, "a": 4, "e": 5}),
        (5, 2, {"a": 1, "e": 2, "b": 3, "c": 4}),
        (1, 0, {"a": 1, "b": 2, "c": 3, "e": 5}),
        (9, 1, {"a": 1, "b": 2, "c": 3, "e": 5}),
    ],
)
def test_a_story_moves_and_the_others_make_only_the_room_it_needs(place, to, expected):
    assert names(moving.moved(entries(a=1, b=2, c=3, e=5), place, to)) == expected


def test_a_story_that_is_put_pushes_those_below_down_to_the_next_free_place():
    found = moving.put(entries(a=1, b=2, c=4), Entry(1, ord("n")))

    assert names(found) == {"n": 1, "a": 2, "b": 3, "c": 4}
    assert names(moving.put(found, Entry(4, ord("n")))) == {"a": 1, "b": 2, "c": 3, "n": 4}
