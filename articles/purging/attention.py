"""Whether all that changes is noticed: what people change is heard, what the clock changes seen."""

import time

from articles.freshness.listening import BELIEVED


class Attention:
    """Of whoever hears by `listener`, and says at each look at the clock that there was one.

    Either may hang while the other goes on, on a question that its database never answers.
    """

    def __init__(self, listener):
        self._listener, self._looked_at = listener, None

    def looked(self):
        """What the clock changed until now is told."""
        self._looked_at = time.monotonic()

    def is_paid(self):
        """Whether both were so lately that nothing can have been missed."""
        looked_at = self._looked_at
        return (
            looked_at is not None
            and time.monotonic() - looked_at < BELIEVED
            and self._listener.is_listening
        )
