"""The WSGI application that gunicorn serves."""

import gc
import os

import django
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup(set_prefix=False)

from articles.readings.counting import Tally, counting, to_the_database  # noqa: E402
from newsroom.operating.gauges import gauges  # noqa: E402
from newsroom.serving.door import Pages, door  # noqa: E402
from newsroom.serving.health import Readiness  # noqa: E402
from newsroom.serving.numbers import number_questions  # noqa: E402

connection_created.connect(number_questions)
ready = Readiness()
ready.notice_stopping()
application = door(counting(Pages(), Tally(to_the_database)), ready=ready, gauges=gauges)
# What is loaded once and stays is not looked through for garbage in the midst of an answer.
gc.collect()
gc.freeze()
# A page makes thousands of objects and leaves them behind without circles: it is not stopped in the
# midst to look for some.
gc.set_threshold(50_000, 20, 20)
