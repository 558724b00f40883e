"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from articles.readings.counting import Tally, counting, to_the_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = counting(get_wsgi_application(), Tally(to_the_database))
# What is loaded once and stays is not looked through for garbage in the midst of an answer.
gc.collect()
gc.freeze()
# A page makes thousands of objects and leaves them behind without circles: it is not stopped in the
# midst to look for some.
gc.set_threshold(50_000, 20, 20)
