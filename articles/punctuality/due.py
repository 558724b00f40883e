"""What readers are to have, and from when: read off the newsroom's own tables.

Nothing is written while something is published, rescheduled or recalled: what is due is what the
tables say when its moment is near. Whoever writes a change down first looks for it.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max

from .models import KEPT, Change, Entry

# So long before its moment a change is taken up: time to find out on which pages it will be.
AHEAD = timedelta(seconds=3)
# What became due while no watcher ran is still looked for when one comes back.
CATCH_UP = timedelta(hours=6)
# At every look but a watcher's first and one a minute.
LATELY = timedelta(minutes=10)
# Whoever looks for a change says so at least as often.
LEASE = timedelta(seconds=20)
AT_ONCE = 2000
# So many of the last decisions are looked at for those that take effect at once: at every look, to
# catch up for hours, and for days.
DECISIONS, OF_HOURS, OF_DAYS = 500, 20_000, 2_000_000
# Among so many lines that the ledger got last is the moment until which somebody looked.
LAST_LINES = 1000

DUE = """
WITH due (source, number, kind, article_id, desk_id, planned_at, ahead) AS (
    SELECT 'version', id, 'came', article_id, desk_id, live_from, issued_at < live_from
    FROM articles_version
    WHERE live_from > %(since)s AND live_from <= %(until)s AND live_until > live_from
    UNION ALL
    SELECT 'decision', last.id,
        CASE step WHEN 'notice' THEN 'noticed' WHEN 'withdraw' THEN 'withdrawn'
            WHEN 'carry' THEN 'carried' ELSE 'uncarried' END,
        article_id, article.desk_id, taken_at, false
    FROM (SELECT * FROM articles_decision ORDER BY id DESC LIMIT %(decisions)s) last
    JOIN articles_article article ON article.id = last.article_id
    WHERE step IN ('notice', 'withdraw', 'carry', 'uncarry')
        AND taken_at > %(since)s AND taken_at <= %(until)s
        -- What is carried ahead of its moment comes with its version.
        AND (step NOT IN ('carry', 'uncarry') OR EXISTS (
            SELECT FROM articles_version WHERE article_id = last.article_id
                AND live_from <= taken_at AND live_until > taken_at))
    UNION ALL
    -- Neither replaced nor withdrawn at that moment, which are changes of their own.
    SELECT 'end', version.id, 'ended', version.article_id, version.desk_id, version.live_until, true
    FROM articles_placement home JOIN articles_version version ON version.id = home.version_id
    WHERE home.live_until > %(since)s AND home.live_until <= %(until)s
        AND home.live_until < '9999-12-31 00:00:00+00' AND home.kind = 'home'
        AND version.live_until > version.live_from
        AND NOT EXISTS (
            SELECT FROM articles_version next WHERE next.article_id = version.article_id
                AND next.live_from <= version.live_until AND next.live_until > version.live_until)
        AND NOT EXISTS (
            SELECT FROM articles_decision WHERE article_id = version.article_id
                AND step = 'withdraw' AND taken_at = version.live_until)
    UNION ALL
    -- One change for each story that has the photo then, known by the first place it has there.
    SELECT 'picture', min(picture.id), 'photo_ends', version.article_id, version.desk_id,
        photo.usable_until, true
    FROM photos_photo photo
    JOIN pictures_versionpicture picture ON picture.photo_id = photo.number
    JOIN articles_version version ON version.id = picture.version_id
    WHERE photo.usable_until > %(since)s AND photo.usable_until <= %(until)s
        AND photo.usable_until < '9999-12-31 00:00:00+00' AND photo.taken_down_at IS NULL
        AND version.live_from < photo.usable_until AND version.live_until > photo.usable_until
    GROUP BY version.id, photo.number
    UNION ALL
    SELECT 'front', max(id), 'front', NULL, desk_id, starts_at, bool_or(made_at < starts_at)
    FROM fronts_change WHERE starts_at > %(since)s AND starts_at <= %(until)s
    GROUP BY desk_id, starts_at
    UNION ALL
    SELECT 'position', max(id), 'front', NULL, desk_id, ends_at, true
    FROM fronts_position
    WHERE replaced_by_id IS NULL AND ends_at > %(since)s AND ends_at <= %(until)s
    GROUP BY desk_id, ends_at
    UNION ALL
    SELECT 'strip', id, 'strip', NULL, desk_id, starts_at, put_up_at < starts_at
    FROM fronts_strip
    WHERE starts_at > %(since)s AND starts_at <= %(until)s
        AND (taken_down_at IS NULL OR taken_down_at > starts_at)
    UNION ALL
    SELECT 'strip', id, 'strip_ends', NULL, desk_id, ends_at, true
    FROM fronts_strip
    WHERE taken_down_at IS NULL AND ends_at > %(since)s AND ends_at <= %(until)s
    UNION ALL
    SELECT 'strip', id, 'strip_ends', NULL, desk_id, taken_down_at, false
    FROM fronts_strip
    WHERE taken_down_at > starts_at AND taken_down_at > %(since)s AND taken_down_at <= %(until)s
)
"""
UNKNOWN = """
WHERE NOT EXISTS (
    SELECT FROM punctuality_change known
    WHERE known.source = due.source AND known.number = due.number
        AND known.planned_at = due.planned_at
)
"""
TAKE_UP = f"""{DUE}
INSERT INTO punctuality_change
    (source, number, kind, article_id, desk_id, planned_at, ahead, found_at, pages, leased_until)
SELECT source, number, kind, article_id, desk_id, planned_at, ahead, %(at)s, '[]'::jsonb, %(lease)s
FROM due {UNKNOWN}
ORDER BY planned_at, source, number LIMIT {AT_ONCE}
ON CONFLICT DO NOTHING
RETURNING id
"""
# What nobody can find out any more: a line for each desk that had it, which says so.
MISSED = f"""{DUE}, missed AS (
    INSERT INTO punctuality_change
        (source, number, kind, article_id, desk_id, planned_at, ahead, found_at, pages,
        leased_until, settled_at)
    SELECT source, number, kind, article_id, desk_id, planned_at, ahead, %(at)s, '[]'::jsonb,
        %(at)s, %(at)s
    FROM due {UNKNOWN}
    ON CONFLICT DO NOTHING
    RETURNING *
)
INSERT INTO punctuality_entry
    (kind, desk_id, article_id, planned_at, ahead, outcome, surface, stale_ms, slowest, pages)
SELECT kind, coalesce(placed.desk_id, missed.desk_id), article_id, planned_at, ahead,
    'missed', CASE WHEN article_id IS NULL THEN 'front' ELSE 'story' END, 0, '', 0
FROM missed LEFT JOIN LATERAL (
    SELECT DISTINCT placement.desk_id FROM articles_placement placement
    WHERE placement.article_id = missed.article_id
        AND live_from <= planned_at AND live_until >= planned_at
) placed ON true
ORDER BY planned_at
"""

LEFT = f"""
UPDATE punctuality_change SET leased_until = %s WHERE id IN (
    SELECT id FROM punctuality_change WHERE settled_at IS NULL AND leased_until < %s
    ORDER BY id LIMIT {AT_ONCE} FOR UPDATE SKIP LOCKED
) RETURNING id
"""


@contextmanager
def unhurried():
    """A transaction that does not wait for the disk: a cursor.

    What a dying server forgets of it is looked for again; a full disk queue holds nobody up.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        yield cursor


def take_up(*, at, within=LATELY):
    """Write down what is due about the moment `at` and nobody looks for yet; those Changes."""
    moments = {"since": at - within, "until": at + AHEAD, "at": at, "lease": at + LEASE}
    decisions = OF_HOURS if within > LATELY else DECISIONS
    with unhurried() as cursor:
        cursor.execute(TAKE_UP, moments | {"decisions": decisions})
        taken = [number for (number,) in cursor.fetchall()]
    return _with_desks(Change.objects.filter(pk__in=taken)) if taken else []


def write_missed(*, at):
    """Write into the ledger what became due while nobody looked, too long ago to look for it now.

    That is from the last moment of which the ledger knows, a month at most; where nobody ever
    looked, nothing. Returns how many lines there are of it.
    """
    lately = Entry.objects.order_by("-pk")[:LAST_LINES]
    known_until = lately.aggregate(last=Max("planned_at"))["last"]
    if known_until is None:
        return 0
    moments = {"since": max(known_until, at - KEPT), "until": at - CATCH_UP, "at": at}
    if moments["since"] >= moments["until"]:
        return 0
    with unhurried() as cursor:
        cursor.execute(MISSED, moments | {"decisions": OF_DAYS})
        return cursor.rowcount


def take_over(*, at):
    """The Changes whose watcher says nothing any more; they are ours now."""
    with unhurried() as cursor:
        cursor.execute(LEFT, [at + LEASE, at])
        taken = [number for (number,) in cursor.fetchall()]
    return _with_desks(Change.objects.filter(pk__in=taken)) if taken else []


def hold(changes, *, at):
    """Say that these are still looked for."""
    numbers = [change.pk for change in changes]
    with unhurried():
        Change.objects.open().filter(pk__in=numbers).update(leased_until=at + LEASE)


def stands(change, *, at):
    """Whether `change` is still to happen at its moment: it may be recalled or moved meanwhile."""
    with connection.cursor() as cursor:
        known = {"number": change.number, "planned": change.planned_at, "at": at}
        cursor.execute(STANDS[change.source], known)
        return cursor.fetchone() is not None


STANDS = {
    "version": "SELECT FROM articles_version WHERE id = %(number)s AND live_from = %(planned)s"
    " AND live_until > live_from AND live_until > %(at)s",
    "end": "SELECT FROM articles_version WHERE id = %(number)s AND live_until = %(planned)s"
    " AND live_until > live_from",
    "picture": "SELECT FROM pictures_versionpicture picture"
    " JOIN photos_photo photo ON photo.number = picture.photo_id"
    " JOIN articles_version version ON version.id = picture.version_id"
    " WHERE picture.id = %(number)s AND usable_until = %(planned)s AND taken_down_at IS NULL"
    " AND live_until > %(at)s",
    "decision": "SELECT FROM articles_decision WHERE id = %(number)s",
    "front": "SELECT FROM fronts_change WHERE id = %(number)s",
    "position": "SELECT FROM fronts_position WHERE id = %(number)s AND ends_at = %(planned)s"
    " AND replaced_by_id IS NULL",
    "strip": "SELECT FROM fronts_strip WHERE id = %(number)s"
    " AND %(planned)s IN (starts_at, ends_at, taken_down_at)",
}


def _with_desks(changes):
    return list(changes.select_related("desk").order_by("planned_at", "pk"))
