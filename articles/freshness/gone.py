"""What was withdrawn, corrected or taken down while nobody heard: asked of Postgres.

Each such change is written down with its transaction (migration 0003), so no clock is asked. All
other old pages stay good for the next time that the database is away; without this each of its
absences would be the end of all that was made before.
"""

from dataclasses import dataclass

# A database that was put back to a moment, or whose place another server took, has a history of
# its own: what was seen before says nothing about it.
LOOK = """
SELECT (SELECT system_identifier FROM pg_control_system())
        || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8),
    pg_current_snapshot()::text,
    ARRAY(
        SELECT DISTINCT key FROM freshness_gone, unnest(keys) key
        WHERE told_in >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
            AND NOT pg_visible_in_snapshot(told_in, %(seen)s::pg_snapshot))
"""
# Comes back to whoever said it, behind all that was told of transactions that it has seen.
SEEN_UNTIL = "SELECT pg_notify(%s, pg_current_snapshot()::text)"


@dataclass(frozen=True)
class Mark:
    """How far everything was heard: in which history, and of which transactions."""

    history: str
    seen: str


def look(cursor, before):
    """(the Mark of now, the keys of what is gone since the Mark `before`; None: nobody knows)."""
    cursor.execute(LOOK, {"seen": before and before.seen})
    history, seen, keys = cursor.fetchone()
    is_known = before is not None and before.history == history
    return Mark(history, seen), set(keys) if is_known else None
