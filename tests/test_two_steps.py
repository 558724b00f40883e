"""Two-step sign-in on one's own profile: on, off, and recovery codes."""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.accounts import second_factor
from newsroom.accounts.models import RecoveryCode, SecondFactor
from newsroom.accounts.second_factor import Outcome

from .factories import make_desk, make_user
from .letters import letters
from .staff import client_of
from .two_steps import (
    CODE,
    PAGE,
    SECRET,
    browser,
    codes_on,
    first_step,
    protect,
    second_step,
    secret_on,
    shown,
    who,
    wrong_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
OFF, CODES = f"{PAGE}off/", f"{PAGE}codes/"


@pytest.fixture(autouse=True)
def _mails(settings):
    settings.MAILS = True


@pytest.fixture
def rahmi():
    return make_user("reporter", make_desk(), username="rahmi", language="en")


@pytest.fixture
def client(rahmi):
    return client_of(rahmi)


def confirm(client, where, code, password="rahasia"):
    return client.post(where, {"code": code, "password": password})


def turn_on(client):
    """(the secret, the recovery codes) of whoever turns it on in this browser."""
    secret = secret_on(client.get(PAGE))
    return secret, codes_on(confirm(client, PAGE, shown(secret)))


def test_whoever_turns_it_on_gets_ten_recovery_codes_and_a_mail(client, rahmi):
    assert "Turn on two-step sign-in" in client.get("/admin/profile/").text
    page = client.get(PAGE)
    secret = secret_on(page)
    assert len(secret) == 32

    response = confirm(client, PAGE, shown(secret))

    assert response.status_code == 200
    codes = codes_on(response)
    assert len(set(codes)) == 10
    assert all(re.fullmatch("([a-z2-9]{4}-){3}[a-z2-9]{4}", code) for code in codes)
    assert "no-store" in response["Cache-Control"]
    rahmi.refresh_from_db()
    assert rahmi.second_factor_since is not None
    assert "Two-step sign-in is on" in client.get("/admin/profile/").text
    [message] = letters()
    assert "two-step sign-in is on" in message.subject
    assert secret not in message.body and "http" not in message.body


def test_the_picture_says_what_the_text_says_and_needs_nothing_from_elsewhere(client, rahmi):
    page = client.get(PAGE)
    address = unescape(re.search(r'href="(otpauth://[^"]+)"', page.text)[1])
    parts = urlsplit(address)

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Kabar Tepian:rahmi"
    assert parse_qs(parts.query) == {"secret": [secret_on(page)], "issuer": ["Kabar Tepian"]}
    drawing = re.search(r"<svg[^>]*class=\"nr-qr\".*?</svg>", page.text, re.S)[0]
    assert "style" not in drawing
    assert "http" not in drawing
    assert " style=" not in page.text
    assert "style-src 'self'" in page["Content-Security-Policy"]


def test_nothing_shows_the_secret_or_a_code_again(client, rahmi):
    secret, codes = turn_on(client)

    for path in (PAGE, OFF, CODES, "/admin/profile/", "/admin/"):
        text = client.get(path).text
        assert secret not in text.replace(" ", "")
        assert not any(code in text for code in codes)
    assert secret not in str(dict(client.session))
    kept = str(list(RecoveryCode.objects.values_list()))
    assert not any(second_factor.plain(code) in kept for code in codes)


def test_the_code_that_turned_it_on_signs_nobody_in(client, rahmi):
    secret = secret_on(client.get(PAGE))
    code = shown(secret)
    confirm(client, PAGE, code)
    again = browser()
    first_step(again, rahmi)

    assert second_step(again, rahmi, code).status_code == 422
    second_step(again, rahmi, shown(secret, later=1))
    assert who(again) == rahmi


def test_other_sessions_end_and_this_one_goes_on(client, rahmi):
    elsewhere = client_of(rahmi)
    half = browser()
    turn_on(client)

    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert first_step(half, rahmi)["Location"] == CODE


def test_nobody_is_signed_out_by_the_upgrade(rahmi):
    # What sessions of before know is Django's own.
    assert rahmi.get_session_auth_hash() == super(type(rahmi), rahmi)._get_session_auth_hash()


@pytest.mark.parametrize(
    ("code", "password", "sentence"),
    [
        (None, "salah", "This is not your password."),
        (None, "", "This field is required."),
        ("", "rahasia", "This field is required."),
        ("wrong", "rahasia", "This code is wrong"),
        ("x" * 100_000, "rahasia", "at most 20 characters"),
        (None, "x" * 100_000, "at most 4096 characters"),
    ],
)
def test_without_the_right_code_and_password_it_stays_off(client, rahmi, code, password, sentence):
    secret = secret_on(client.get(PAGE))
    code = {None: shown(secret), "wrong": wrong_code(secret)}.get(code, code)

    response = confirm(client, PAGE, code, password)

    assert response.status_code == 422
    assert sentence in response.text
    assert not SecondFactor.objects.exists()
    # The app has taken the secret in: it stays the same.
    assert secret_on(response) == secret


def test_the_code_of_a_secret_that_somebody_made_up_turns_nothing_on(client):
    client.get(PAGE)

    response = client.post(PAGE, {"code": shown(), "password": "rahasia", "secret": SECRET})

    assert response.status_code == 422
    assert not SecondFactor.objects.exists()


def test_two_windows_show_one_secret_and_the_second_finds_it_on(client):
    secret = secret_on(client.get(PAGE))
    assert secret_on(client.get(PAGE)) == secret
    confirm(client, PAGE, shown(secret))

    response = confirm(client, PAGE, shown(secret, later=1))

    assert response.status_code == 200
    assert "On since" in response.text
    assert RecoveryCode.objects.count() == 10


def test_a_form_from_before_the_sign_in_begins_anew(client):
    response = client.post(PAGE, {"code": "123456", "password": "rahasia"}, follow=True)

    assert "Please begin again" in response.text
    assert not SecondFactor.objects.exists()


def test_it_is_turned_off_with_password_and_code_and_a_mail_says_so(client, rahmi):
    secret, _codes = turn_on(client)
    letters()
    elsewhere = client_of(type(rahmi).objects.get(pk=rahmi.pk))

    response = confirm(client, OFF, shown(secret, later=1))

    assert response["Location"] == PAGE
    assert "Two-step sign-in is off" in client.get("/admin/profile/").text
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert elsewhere.get("/admin/").status_code == 302
    assert first_step(browser(), rahmi)["Location"] == "/admin/"
    [message] = letters()
    assert "two-step sign-in is off" in message.subject


@pytest.mark.parametrize("where", [OFF, CODES])
def test_neither_without_the_right_password_nor_without_the_right_code(client, rahmi, where):
    secret, codes = turn_on(client)
    good = shown(secret, later=1)

    assert confirm(client, where, good, "salah").status_code == 422
    assert confirm(client, where, wrong_code(secret)).status_code == 422
    assert SecondFactor.objects.filter(user=rahmi).exists()
    tried = second_factor.try_recovery(rahmi, second_factor.plain(codes[0]), at=timezone.now())
    assert tried == Outcome.TAKEN
    # A code beside a wrong password is not used up.
    assert confirm(client, where, good).status_code in (200, 302)


def test_new_recovery_codes_take_the_place_of_those_of_before(client, rahmi):
    secret, before = turn_on(client)

    after = codes_on(confirm(client, CODES, shown(secret, later=1)))

    assert len(after) == 10 and not set(after) & set(before)
    assert "10 recovery codes left" in client.get(PAGE).text
    at = timezone.now()
    tried = [
        second_factor.try_recovery(rahmi, second_factor.plain(codes[0]), at=at)
        for codes in (before, after)
    ]
    assert tried == [Outcome.WRONG, Outcome.TAKEN]


@pytest.mark.parametrize("where", [OFF, CODES])
def test_without_a_second_factor_there_is_nothing_to_turn_off_or_to_make(client, where):
    assert client.get(where)["Location"] == PAGE
    assert confirm(client, where, "123456")["Location"] == PAGE


@pytest.mark.parametrize("where", [OFF, CODES])
def test_a_stolen_session_guesses_no_code_and_no_password(client, rahmi, where):
    secret, _codes = turn_on(client)

    for number in range(10):
        right = number % 2
        code, password = (wrong_code(secret), "rahasia") if right else ("111111", "salah")
        response = confirm(client, where, code, password)

    assert response.status_code == 429
    assert confirm(client, where, shown(secret, later=1)).status_code == 429
    assert SecondFactor.objects.exists()


def test_turning_it_on_is_no_way_to_guess_a_password(client):
    secret = secret_on(client.get(PAGE))

    answers = [confirm(client, PAGE, shown(secret), "salah") for _each in range(11)]

    assert [answer.status_code for answer in answers[-3:]] == [422, 429, 429]


@pytest.mark.usefixtures("desks_read_once")
def test_a_page_of_the_newsroom_costs_no_question_more(client, rahmi):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/profile/")
        return len(asked)

    client.get("/admin/profile/")
    before = questions()
    protect(rahmi)
    client.force_login(rahmi)
    client.get("/admin/profile/")

    assert questions() == before


def test_the_profile_in_indonesian(rahmi):
    rahmi.language = "id"
    rahmi.save()
    client = client_of(rahmi)

    assert "Nyalakan verifikasi dua langkah" in client.get(PAGE).text


def test_a_form_without_its_token_is_refused(client):
    secret = secret_on(client.get(PAGE))
    client.handler.enforce_csrf_checks = True

    assert confirm(client, PAGE, shown(secret)).status_code == 403
    assert not SecondFactor.objects.exists()


def test_a_code_is_reckoned_as_the_rfc_says():
    """RFC 6238, appendix B: the last six digits, of the secret in its ASCII."""
    secret = second_factor.b32encode(b"12345678901234567890").decode()
    for seconds, code in [
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ]:
        at = datetime.fromtimestamp(seconds, UTC)
        assert second_factor.step_of(secret, code, at=at) == seconds // 30
