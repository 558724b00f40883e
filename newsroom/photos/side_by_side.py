"""Doing the same with many photos, as many at a time as may be decoded."""

from collections import deque
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def side_by_side(do, items, workers):
    """Yield (item, what `do` returned or the error it raised) in the order of the items.

    In threads, each with a connection of its own; with one worker in this thread.
    """
    if workers == 1:
        for item in items:
            yield item, _outcome(do, item)
        return

    def apart(item):
        try:
            return _outcome(do, item)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        waiting = deque()
        try:
            for item in items:
                waiting.append((item, pool.submit(apart, item)))
                # The list may be longer than fits into memory.
                if len(waiting) > workers * 4:
                    first, future = waiting.popleft()
                    yield first, future.result()
            for item, future in waiting:
                yield item, future.result()
        finally:
            # Whoever stops it waits for what is under way, and for nothing that has not begun.
            for _item, future in waiting:
                future.cancel()


def _outcome(do, item):
    try:
        return do(item)
    # Handed on to whoever asked, who names the item.
    except Exception as error:  # noqa: BLE001
        return error
