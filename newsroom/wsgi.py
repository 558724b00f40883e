"""The WSGI application, which a server of several processes serves."""

import os

import django
from django.conf import settings
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup(set_prefix=False)

from articles.freshness.listening import listener  # noqa: E402
from articles.freshness.serving import PageCache  # noqa: E402
from articles.freshness.shelf import Shelf, folder_for, mark_of  # noqa: E402
from articles.public import freshness  # noqa: E402
from articles.public.most_read import rankings  # noqa: E402
from articles.readings.counting import Tally, counting, to_the_database  # noqa: E402
from newsroom.desks.middleware import is_at_work  # noqa: E402
from newsroom.operating.gauges import gauges  # noqa: E402
from newsroom.serving import refused  # noqa: E402
from newsroom.serving.door import Pages, door  # noqa: E402
from newsroom.serving.garbage import settle  # noqa: E402
from newsroom.serving.health import Readiness  # noqa: E402
from newsroom.serving.numbers import number_questions  # noqa: E402

connection_created.connect(number_questions)
# Django looks after its connections where a request begins and where it ends: once is enough.
request_started.disconnect(close_old_connections)
# A cache in memory needs no closing, and questions are logged for whoever mends something alone.
request_finished.disconnect(close_caches)
if not settings.DEBUG:
    request_started.disconnect(reset_queries)
ready = Readiness()
ready.notice_stopping()
pages = counting(Pages(), Tally(to_the_database))
# What pages have in memory is forgotten before pages are.
listener.tell(freshness.forget)
listener.at_times(rankings.look_again)
if settings.PAGE_CACHE:
    code = [settings.BASE_DIR / name for name in ("articles", "newsroom", "templates", "static")]
    pages = PageCache(
        pages,
        Shelf(
            folder_for(settings.DATA_DIR / "pages", mark_of(*code)),
            disk=settings.PAGE_CACHE * 2**20,
            memory=min(settings.PAGE_CACHE, 64) * 2**20,
        ),
        listener,
        https=settings.HTTPS,
        proxied=settings.BEHIND_PROXY,
        staff_host=settings.STAFF_HOST,
    )
application = door(pages, ready=ready, gauges=gauges)
# From here on this process counts as one that serves, and as one that hears.
listener.start()
# Its threads are others than the readers' (newsroom/serving/patient.py).
application.is_at_work = is_at_work
# What it says to whom its server refuses.
application.refusal = refused.page
if settings.PAGE_CACHE:
    # A server's loop sends these itself.
    application.at_hand = pages.at_hand
settle()
