"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
# What is loaded once and stays is not looked through for garbage in the midst of an answer.
gc.collect()
gc.freeze()
