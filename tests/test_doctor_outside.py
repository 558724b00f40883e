"""The doctor asks from outside where it is told to: hosts, pages, and who is told of them."""

from datetime import timedelta
from email.message import Message

import pytest

from newsroom.desks.models import Desk
from newsroom.operating import doctor
from newsroom.operating.doctor import FINE, LOOK, WRONG, Patient, outside

from .factories import make_desk, make_network
from .healthy import closed_port, find

pytestmark = pytest.mark.django_db


def examine_outside(at, about):
    found = doctor.examine(Patient(at), doctor.OUTSIDE)
    return [each for each in found if each.about == about]


def test_nobody_outside_is_asked_unless_it_is_said(healthy, monkeypatch):
    def ask(*args, **kwargs):
        raise AssertionError("asked")

    monkeypatch.setattr(outside, "ask", ask)
    monkeypatch.setattr(outside.socket, "create_connection", ask)
    healthy.settings.WEBSUB_HUB = "https://hub.example/"
    find(healthy.at)
    with pytest.raises(AssertionError):
        examine_outside(healthy.at, "hub")


def test_hosts_that_do_not_lead_here_and_certificates_that_end_are_found(healthy, monkeypatch):
    make_network()
    answers = {
        "kerinci": ((200, b"ok\n"), healthy.at + timedelta(days=13)),
        "merangin": ((200, b"<html>"), None),
        "jambi": ((200, b"ok\n"), healthy.at + timedelta(days=60)),
    }
    desks = {slug: make_desk(slug) for slug in ("merangin", "jambi")}
    desks["kerinci"] = Desk.objects.get(slug="kerinci")

    def ask(host):
        for slug, desk in desks.items():
            if desk.host.lower() == host:
                return answers[slug]
        raise OSError("Name or service not known")

    monkeypatch.setattr(outside, "ask", ask)
    found = examine_outside(healthy.at, "hosts from outside")
    levels = sorted(each.level for each in found)
    assert levels.count(LOOK) == 1 and levels.count(WRONG) == len(found) - 2
    assert any("Name or service not known" in each.sentence for each in found)
    assert any("Something else answers" in each.sentence for each in found)
    assert any("ends on" in each.sentence for each in found)


@pytest.mark.parametrize(
    ("said", "level", "words"),
    [
        (["newsroom; fwd=miss", "nginx; hit"], FINE, "kept in front"),
        (["varnish; hit; detail=stale"], FINE, "kept in front"),
        (["newsroom; hit"], WRONG, "“newsroom; hit”"),
        ([], WRONG, "“nothing”"),
    ],
)
def test_whether_readers_come_by_the_caches_in_front_is_seen_from_outside(
    healthy, monkeypatch, said, level, words
):
    network = make_network()
    healthy.settings.SHARED_CACHES = ["http://127.0.0.1:6083"]
    answer, asked = Message(), []
    for status in said:
        answer["Cache-Status"] = status
    monkeypatch.setattr(outside, "headers", lambda host: asked.append(host) or answer)

    (found,) = examine_outside(healthy.at, "pages from outside")

    assert (found.level, asked) == (level, [network.host] * 2)
    assert words in found.sentence
    answer["Surrogate-Control"] = "max-age=60"
    assert [each.level for each in examine_outside(healthy.at, found.about)] == [WRONG]


def test_a_front_page_that_cannot_be_asked_for_from_outside_is_found(healthy):
    make_network(host=f"localhost:{closed_port()}")
    healthy.settings.SHARED_CACHES = ["http://127.0.0.1:6083"]

    (found,) = examine_outside(healthy.at, "pages from outside")

    assert found.level == WRONG and "does not answer" in found.sentence


def test_a_hub_that_does_not_answer_is_found(healthy):
    healthy.settings.WEBSUB_HUB = f"http://127.0.0.1:{closed_port()}/"

    assert [each.level for each in examine_outside(healthy.at, "hub")] == [WRONG]
