"""What stands where on a front: the arranged stories at their places, the newest around them."""

from .models.position import PLACES


def laid_out(positions, live, newest):
    """The stories of a front from the lead on: a list of (placement, position or None).

    `positions` are those that stand, in the order of their places; `live` holds the placements of
    their articles that readers may see, by article; `newest` the other stories, newest first.
    Where an arranged story has nothing that readers may see, the arranged ones right below it move
    up; every other place is filled by the newest. What is arranged further down than there are
    stories follows the last one.
    """
    at_place = {}
    free, last = [], None
    for position in positions:
        if last is None or position.place != last + 1:
            free = []
        last = position.place
        free.append(position.place)
        if position.article_id in live:
            at_place[free.pop(0)] = (live[position.article_id], position)
    rest = iter(newest)
    found = []
    for place in range(1, PLACES + 1):
        if place in at_place:
            found.append(at_place[place])
        elif (placement := next(rest, None)) is not None:
            found.append((placement, None))
    return found
