"""What readers ask of a desk: the form, and what a desk takes."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from articles import workflow
from articles.complaints import receiving
from articles.complaints.models import Complaint
from articles.public import complaints

from .at_once import at_once
from .factories import (
    NOW,
    make_article,
    make_complaint,
    make_desk,
    make_issued,
    make_network,
    make_user,
)
from .readers import page, read, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SAID = {
    "kind": "correction",
    "story": "",
    "wrong": "The lake fell by half a metre, and not by five.",
    "who": "Rosmini",
    "contact": "0812 0000 0000",
}


@pytest.fixture
def desk():
    return make_desk("kerinci", language="en", masthead="Kabar Kerinci")


@pytest.fixture
def clock(monkeypatch):
    """Sets the moment at which readers ask."""

    def set_to(at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    set_to(NOW)
    return set_to


def token_of(html):
    return unescape(re.search(r'name="token" value="([^"]+)"', html)[1])


def send(desk, clock, *, after=timedelta(minutes=2), token=None, **changes):
    """What the form answers to somebody who wrote for two minutes."""
    if token is None:
        clock(NOW)
        token = token_of(page(desk, "/corrections/ask/"))
    clock(NOW + after)
    said = SAID | {"token": token} | changes
    return Client().post("/corrections/ask/", said, headers={"host": desk.host})


# --- The form -----------------------------------------------------------------------------------


def test_what_was_sent_reaches_the_desk_and_has_a_number(desk, clock):
    answer = send(desk, clock)

    complaint = Complaint.objects.get()
    assert answer.status_code == 200
    assert complaint.receipt in words(answer.text)
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", complaint.receipt)
    assert (complaint.desk, complaint.article, complaint.state) == (desk, None, "open")
    assert (complaint.who, complaint.wrong) == (SAID["who"], SAID["wrong"])
    assert complaint.received_at == NOW + timedelta(minutes=2)
    # No cookie, and nothing for a cache to keep.
    assert not answer.cookies and answer["Cache-Control"] == "no-store"
    assert read(desk, "/corrections/ask/")["Cache-Control"] == "no-store"


def test_a_story_leads_to_the_form_and_the_form_to_its_home_desk(desk, clock):
    story = make_issued(desk, headline="Danau surut")
    network = make_network()
    [link] = re.findall(r'href="(/corrections/ask/\?story=\d+)"',
                        page(desk, story.versions.get().path))  # fmt: skip
    form = page(desk, link)
    address = re.search(r'name="story" value="([^"]+)"', form)[1]

    clock(NOW)
    send(network, clock, story=address)

    assert address.endswith(f"/articles/{story.pk}/")
    assert (Complaint.objects.get().desk, Complaint.objects.get().article) == (desk, story)


def test_of_a_story_that_readers_never_had_the_form_knows_nothing(desk, clock):
    draft = make_article(desk, headline="Rahasia")
    ahead = make_issued(desk, at=NOW - timedelta(hours=1), live_from=NOW + timedelta(days=1))
    for article in (draft, ahead):
        assert 'name="story" value=' not in page(desk, f"/corrections/ask/?story={article.pk}")

        send(desk, clock, story=f"/articles/{article.pk}/")

    assert set(Complaint.objects.values_list("article")) == {(None,)}
    for nonsense in ("x", "9" * 30, "%00", "-1"):
        page(desk, f"/corrections/ask/?story={nonsense}")


def test_a_withdrawn_story_is_still_known_and_not_named(desk, clock):
    story = make_issued(desk, at=NOW - timedelta(hours=2), headline="Nama yang hilang")
    workflow.perform("withdraw", story, by=make_user("chief", desk), at=NOW - timedelta(hours=1),
                     ground="child", reason="Anak.")  # fmt: skip

    assert "Nama yang hilang" not in page(desk, f"/corrections/ask/?story={story.pk}")
    send(desk, clock, story=f"https://{desk.host}/articles/{story.pk}/nama-yang-hilang/?a=1#b")
    assert Complaint.objects.get().article == story


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wrong": " "}, "Write what is wrong."),
        ({"kind": ""}, "Choose what you ask for."),
        ({"who": ""}, "Write your name."),
        ({"contact": ""}, "Write how we reach you."),
        ({"kind": "reply"}, "Write the reply that is to be published."),
        ({"website": "https://spam.example"}, "The last field has to stay empty."),
        ({"token": "x"}, "This form was not shown by this site."),
        ({"after": timedelta(seconds=2)}, "That was quicker than anybody writes."),
        ({"after": timedelta(hours=13)}, "The form was open for long."),
    ],
    ids=lambda each: each if isinstance(each, str) else next(iter(each)),
)
def test_what_is_refused_says_why_and_loses_no_word(desk, clock, changes, said):
    answer = send(desk, clock, **changes)

    assert answer.status_code == 422
    assert said in words(answer.text)
    assert changes.get("wrong", SAID["wrong"]).strip() in words(answer.text)
    assert not Complaint.objects.exists()
    # With the form as it stands now it goes.
    later = {"token": token_of(answer.text)}
    fresh = changes.get("after", timedelta(minutes=2)) + timedelta(minutes=1)
    kept = {"kind": "correction", "website": ""}
    assert send(desk, clock, **(later | kept), after=fresh).status_code == 200


def test_what_is_longer_than_any_form_is_told_so_and_nothing_of_it_kept(desk, clock):
    answer = send(desk, clock, wrong="lama " * 600_000)

    assert answer.status_code == 413
    assert "what you wrote is still there" in words(answer.text)
    assert not Complaint.objects.exists()


def test_a_reply_that_is_too_long_is_refused_whole_and_not_cut_off_by_the_browser(desk, clock):
    reply = "Kata " * 2100 + "penutup."
    assert "<textarea" in page(desk, "/corrections/ask/")
    assert not re.search(r"<textarea[^>]*maxlength", page(desk, "/corrections/ask/"))

    answer = send(desk, clock, kind="reply", reply=reply)

    assert answer.status_code == 422 and not Complaint.objects.exists()
    assert "at most 10000 characters (it has 10508)" in words(answer.text)
    assert "penutup.</textarea>" in answer.text


def test_a_form_of_another_host_is_not_taken(desk, clock):
    token = token_of(page(make_network(), "/corrections/ask/"))

    assert send(desk, clock, token=token).status_code == 422


def test_a_form_that_is_sent_twice_is_one_complaint(desk, clock):
    token = token_of(page(desk, "/corrections/ask/"))
    first, again = (send(desk, clock, token=token).text for _time in range(2))

    receipt = Complaint.objects.get().receipt
    assert receipt in first and receipt in again


def test_a_desk_takes_only_so_many_within_an_hour(desk, clock, monkeypatch):
    monkeypatch.setattr(receiving, "LIMITS", ((timedelta(hours=1), 2),))
    make_complaint(desk, at=NOW - timedelta(minutes=61))
    for _each in range(2):
        make_complaint(desk)

    answer = send(desk, clock)
    assert (answer.status_code, Complaint.objects.count()) == (429, 3)
    assert "takes no more now" in words(answer.text)
    # Another desk does, and this one an hour later.
    assert send(make_network(), clock).status_code == 200
    assert send(desk, clock, after=timedelta(minutes=61)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_at_one_moment_do_not_pass_the_limit(desk, monkeypatch):
    monkeypatch.setattr(receiving, "LIMITS", ((timedelta(hours=1), 3),))

    came = at_once(*[lambda: make_complaint(desk)] * 6)

    assert sum(isinstance(each, Complaint) for each in came) == Complaint.objects.count() == 3
    assert sum(isinstance(each, receiving.TooMany) for each in came) == 3


def test_the_form_takes_nothing_but_its_own_methods(desk):
    assert Client().put("/corrections/ask/", headers={"host": desk.host}).status_code == 405


def test_the_form_costs_two_queries(desk, django_assert_num_queries, desks_read_once):
    story = make_issued(desk)
    page(desk, "/corrections/ask/")

    with django_assert_num_queries(1):
        page(desk, "/corrections/ask/")
    with django_assert_num_queries(2):
        page(desk, f"/corrections/ask/?story={story.pk}")


def test_only_numbers_and_addresses_of_stories_are_read_as_such():
    named = ("12", "/articles/12/x", "https://a.example/articles/12/")
    others = ("2024 berita", "a12", "/sections/12")

    assert [complaints.NUMBER.search(text)[1] for text in named] == ["12"] * 3
    assert not any(complaints.NUMBER.search(text) for text in others)


# --- Who is told, who reads it, and how it is closed --------------------------------------------
