"""An app on somebody's phone, and people who sign in with one."""

import html
import re

from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from newsroom.accounts import second_factor
from newsroom.accounts.models import SecondFactor, User

from .factories import make_desk, make_user

LOGIN, CODE = "/admin/login/", "/admin/login/code/"
PAGE = "/admin/profile/two-steps/"
SECRET, OTHER_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


def shown(secret=SECRET, *, later=0, at=None):
    """The code that an app with this secret shows, `later` steps of half a minute from now."""
    totp = TOTP(second_factor.b32decode(secret), drift=later)
    totp.time = (at or timezone.now()).timestamp()
    return f"{totp.token():06}"


def protect(user, secret=SECRET):
    """Give `user` a second factor; the recovery codes. No code of the app was used yet."""
    at = timezone.now()
    codes = second_factor.turn_on(user, secret, shown(secret, at=at), at=at)
    SecondFactor.objects.filter(user=user).update(last_step=-1)
    return codes


def protected(name, secret=SECRET):
    """An editor of that username, who reads English and has a second factor; `codes` rescue."""
    user = make_user("editor", make_desk(), username=name, language="en")
    user.codes = protect(user, secret)
    return user


def browser():
    """A browser in which nobody is signed in."""
    return Client(HTTP_HOST="localhost")


def first_step(client, user, password="rahasia", **extra):
    """Send name and password."""
    fields = {"username": user.username, "password": password, "next": "/admin/"}
    return client.post(LOGIN, fields | extra.pop("fields", {}), **extra)


def second_step(client, user, code, **extra):
    """Send the code."""
    return client.post(CODE, {"username": user.username, "code": code}, **extra)


def rescued(client, user, code, **extra):
    """Send a recovery code."""
    return client.post(CODE, {"username": user.username, "recovery": code}, **extra)


def who(client):
    """Who is signed in in this browser: a User, or None."""
    number = client.session.get("_auth_user_id")
    return number and User.objects.get(pk=number)


def wrong_code(secret=SECRET):
    """Six digits that are good at no moment near now."""
    good = {shown(secret, later=step) for step in range(-3, 4)}
    return next(f"{number:06}" for number in range(9) if f"{number:06}" not in good)


def secret_on(page):
    """The secret that a page shows as text."""
    return re.search(r'class="nr-secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")


def codes_on(page):
    """The recovery codes that a page shows."""
    return [html.unescape(code) for code in re.findall(r"<li><code>(.+?)</code>", page.text)]
