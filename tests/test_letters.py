"""In which letters requests are read, whatever they say, and what is told of refused ones."""

import logging
from contextlib import closing
from io import BytesIO

import pytest
from django.test import RequestFactory

from newsroom.logs import JsonLine, Line
from newsroom.serving.door import Pages

from .factories import make_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FORM = b'--b\r\nContent-Disposition: form-data; name="who"\r\n\r\n\\ud800\r\n--b--\r\n'
STRANGE = [
    "text/plain; charset=latin-1",
    "text/plain; charset=utf-7",
    "text/plain; charset=base64",
    "text/plain; charset=unicode_escape",
    "a; charset*=undefined''%41",
    "a; x*0*=zz''%41; x*1=b",
]


def answer(desk, method, path, body=b"", **more):
    """(status, text) that the server's Django answers with."""
    made = RequestFactory().generic(method, path, headers={"host": desk.host}).environ
    made |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))} | more
    # Whoever sends an answer closes it: what Django holds for the request is let go then.
    with closing(Pages().get_response(Pages.request_class(made))) as response:
        return response.status_code, response.text


@pytest.mark.parametrize("kind", STRANGE)
def test_an_address_is_read_in_utf_8_whatever_the_request_says(kind):
    desk = make_desk("kerinci", language="en")

    status, text = answer(desk, "GET", "/search/?q=%C3%A9mas%2B2KA-", CONTENT_TYPE=kind)

    assert status == 200
    assert 'value="émas+2KA-"' in text


@pytest.mark.parametrize("charset", ["base64", "idna", "unicode_escape", "latin-1", "utf-7"])
def test_a_form_in_other_letters_is_refused_with_a_sentence(charset):
    desk = make_desk("kerinci", language="en")
    kind = f"multipart/form-data; boundary=b; charset={charset}"

    status, text = answer(desk, "POST", "/corrections/ask/", FORM, CONTENT_TYPE=kind)

    assert status == 400
    assert "<h1>" in text


def test_a_form_in_utf_8_is_read_however_that_is_written():
    for kind in (
        "multipart/form-data; boundary=b",
        "multipart/form-data; boundary=b; charset=UTF8",
    ):
        made = RequestFactory().generic("POST", "/", FORM, content_type=kind).environ
        assert Pages.request_class(made).POST["who"] == "\\ud800"


def test_a_form_that_is_refused_writes_a_line_and_no_traceback(caplog):
    desk = make_desk("kerinci", language="en")
    kind = "application/x-www-form-urlencoded"

    status, _text = answer(desk, "POST", "/corrections/ask/", b"a=1&" * 1500, CONTENT_TYPE=kind)

    [record] = [each for each in caplog.records if each.name.startswith("django.security")]
    assert (status, record.levelno) == (400, logging.ERROR)
    for form in (Line(), JsonLine()):
        assert "Traceback" not in form.format(record)
        assert "DATA_UPLOAD_MAX_NUMBER_FIELDS" in form.format(record)
