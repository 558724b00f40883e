"""How often the demo's stories were read within the last week: made up, the same each time."""

import random
from datetime import timedelta

from articles.models.placement import Placement
from articles.readings.keeping import record

HOUR = timedelta(hours=1)
# Hours back at which something was counted: all through the last day, once on those before.
BACK = [1, 4, 7, 10, 13, 16, 19, 22, 46, 70, 94, 118, 142]


def load(*, at):
    """A few stories are read much, most of them a little; new ones more than old ones.

    Of the old ones some are still found, so that a small desk has a list as well.
    """
    homes = Placement.objects.filter(kind=Placement.Kind.HOME).order_by("article_id")
    stories = list(homes.values_list("article_id", "desk__host", "first_live_from").distinct())
    for back in BACK:
        moment = at - back * HOUR
        counts = {}
        for place, (number, host, public_from) in enumerate(stories):
            age = (moment - public_from) / timedelta(days=1)
            liked = random.Random(place).lognormvariate(3.2, 1.1)
            times = int(liked * max(0.6 ** max(age, 0), 0.05))
            if times:
                counts[host, number] = times
        record(counts, at=moment)
