"""Several people at the same moment, each on a connection to the database of their own."""

import threading

from django.db import connection


def at_once(*deeds):
    """What each deed came to, in their order: its answer, or the exception that it ended with."""
    start, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def do(place, deed):
        try:
            start.wait()
            outcomes[place] = deed()
        except Exception as error:  # noqa: BLE001 a thread's error would be lost
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
