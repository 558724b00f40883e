"""What will change by the clock: at which moment which keys.

A story that goes live, ends or is replaced, a front, a strip, the term of a photo: nothing is
written at that moment, so nobody tells. Each process keeps the moments of the next hour in memory,
and reads them again when it is told that they are others, or once they are old.
"""

from bisect import bisect_right
from datetime import timedelta

from newsroom.desks.rereading import Rereading
from newsroom.replicas import door

# Nothing is kept beyond what is known to come.
AHEAD = timedelta(hours=1)
COMING = """
WITH story (moment, article) AS (
    SELECT placement.live_from, placement.article_id
    FROM articles_version version JOIN articles_placement placement ON version_id = version.id
    WHERE version.live_from > %(since)s AND version.live_from <= %(until)s
        AND placement.live_until > placement.live_from
    UNION
    SELECT live_until, article_id FROM articles_placement
    WHERE live_until > %(since)s AND live_until <= %(until)s
        AND live_until < '9999-12-31 00:00:00+00' AND live_until > live_from
    UNION
    SELECT published_at, article_id FROM articles_notice
    WHERE published_at > %(since)s AND published_at <= %(until)s
    UNION
    SELECT moment, version.article_id
    FROM photos_photo photo
    JOIN pictures_versionpicture picture ON picture.photo_id = photo.number
    JOIN articles_version version ON version.id = picture.version_id,
    unnest(ARRAY[usable_from, usable_until, taken_down_at]) moment
    WHERE moment > %(since)s AND moment <= %(until)s AND version.live_until > %(since)s
        AND (usable_until < '9999-12-31 00:00:00+00' OR usable_from IS NOT NULL
            OR taken_down_at IS NOT NULL)
), change (moment, key) AS (
    SELECT story.moment, key FROM story, newsroom_keys_of_articles(ARRAY[article]) key
    UNION
    SELECT moment, 'front:' || desk_id
    FROM fronts_position, unnest(ARRAY[starts_at, ends_at]) moment
    WHERE replaced_by_id IS NULL AND ends_at > %(since)s
    UNION
    SELECT moment, CASE WHEN below THEN 'below:' ELSE 'desk:' END || desk_id
    FROM fronts_strip, unnest(ARRAY[starts_at, ends_at]) moment
    WHERE taken_down_at IS NULL AND ends_at > %(since)s
)
SELECT key, array_agg(moment ORDER BY moment) FROM change
WHERE moment > %(since)s AND moment <= %(until)s GROUP BY key
"""


class Agenda:
    """The moments of the next hour by key."""

    def __init__(self):
        self._coming = Rereading(self._read, lambda found, at: _reaches(found[1], at))

    def forget(self):
        """Ask the database again at the next question."""
        self._coming.forget()

    def next(self, keys, at):
        """The first moment after `at` at which something of the keys changes by the clock.

        Where nothing does for as far as is known, that.
        """
        moments, (_since, until) = self._coming.now(at)
        found = until
        for key in keys:
            coming = moments.get(key)
            if coming is not None:
                place = bisect_right(coming, at)
                if place < len(coming) and coming[place] < found:
                    found = coming[place]
        return found

    def between(self, since, until):
        """The keys of which something changes by the clock after `since`, until then."""
        moments, _span = self._coming.now(since)
        return {
            key
            for key, coming in moments.items()
            if bisect_right(coming, since) < bisect_right(coming, until)
        }

    @staticmethod
    def _read(at):
        span = (at, at + AHEAD)
        with door.database().cursor() as cursor:
            cursor.execute(COMING, {"since": span[0], "until": span[1]})
            return dict(cursor.fetchall()), span


def _reaches(span, at):
    """Whether what is known of `span` is enough at the moment `at`."""
    return span[0] <= at < span[1] - AHEAD / 2


agenda = Agenda()
