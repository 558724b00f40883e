"""How a server's process looks for garbage: never in the midst of what it is answering."""

import gc


def settle():
    """Leave what is loaded by now out of every search, and search seldom.

    A page makes thousands of objects and leaves them behind without circles: it is not stopped in
    the midst to look for some.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
