"""What a desk says of itself: masthead, guidelines, corrections, and who keeps them."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from articles import workflow
from articles.complaints import answering
from articles.public import about
from newsroom.imprint.models import Imprint, Terms

from .at_once import at_once
from .factories import (
    NOW,
    make_complaint,
    make_desk,
    make_issued,
    make_network,
    make_reporter,
    make_user,
)
from .readers import link, linked, page, words

pytestmark = pytest.mark.usefixtures("in_english")

STAFF = "/admin/masthead/"


@pytest.fixture
def desk(db, desks_read_once):
    make_network(language="en")
    return make_desk("kerinci", language="en", name="Kerinci")


def staff(user):
    user.language = "en"
    user.save()
    client = Client(headers={"host": make_network().host})
    client.force_login(user)
    return client


def posted(client, path, **values):
    """The form as it stands on the page, with these values, sent."""
    html = client.get(path).content.decode()
    seen = html.split('name="seen" value="')[1].split('"')[0]
    return client.post(path, {"seen": seen} | values)


def test_a_masthead_names_whom_the_law_wants_named(desk):
    Imprint.objects.create(
        desk=make_network(),
        company="PT Tepian Media",
        address="Jl. Danau 1\nSungai Penuh",
        business_lead="Hendra",
        editorial_lead="Ratna",
        email="redaksi@kabartepian.example",
        people="Managing editor: Budi, Siti\nLina",
        founded=2009,
        ownership="Its staff.",
        profiles="https://social.example/kerinci\njavascript:alert(1)",
    )
    Imprint.objects.create(desk=desk, editorial_lead="Mulyadi", address="Jl. Muradi 2")
    make_reporter(desk, name="Soni Yoner")
    make_reporter(desk, name="Sudah Pindah", active=False)

    html = page(desk, "/masthead/")
    said = words(html)

    for each in (
        "PT Tepian Media",
        "Mulyadi",
        "Hendra",
        "Jl. Muradi 2",
        "redaksi@kabartepian.example",
        "Budi, Siti",
        "2009",
        "Its staff.",
        "Soni Yoner",
    ):
        assert each in said
    assert "Ratna" not in said
    assert "Sudah Pindah" not in said
    assert "javascript:" not in html
    assert 'rel="me nofollow" href="https://social.example/kerinci"' in html
    node = linked(html)["NewsMediaOrganization"]
    assert node["legalName"] == "PT Tepian Media"
    assert node["address"] == "Jl. Muradi 2"
    assert node["masthead"].endswith("kerinci.kabartepian.example/masthead/")
    assert node["ownershipFundingInfo"] == f"{node['masthead']}#ownership"
    assert f'href="http://{desk.host}/masthead/"' in page(make_network(), "/masthead/")


def test_a_masthead_says_how_many_complaints_there_were_and_what_became_of_them(desk, monkeypatch):
    monkeypatch.setattr("newsroom.clock.now", lambda: NOW)
    assert "In the year before today no reader asked" in words(page(desk, "/masthead/"))
    today = timezone.localtime(NOW, desk.zone).replace(hour=0, minute=0, second=0)
    yesterday, editor = today - timedelta(hours=12), make_user("editor", desk)
    got = [make_complaint(desk, at=yesterday, kind="reply") for _ in range(4)]
    for complaint, state, ground, at in (
        (got[0], "answered", "", yesterday),
        (got[1], "refused", "law", yesterday),
        (got[2], "nothing", "", yesterday),
        # Decided today: until the day ends it is open.
        (got[3], "answered", "", today + timedelta(seconds=1)),
    ):
        answering.close(complaint, state=state, ground=ground, said="Sudah.", by=editor, at=at)
    make_complaint(desk, at=today - timedelta(days=366))
    make_complaint(desk, at=today)
    make_complaint(make_desk("ambon"), at=yesterday)

    said = words(page(desk, "/masthead/"))

    assert "In the year before today 4 readers asked for corrections" in said
    for each in ("Answered", "Refused", "Asked for nothing", "Open"):
        assert re.search(rf"{each} ?1\b", said), each
    assert "Rosmini" not in said


@pytest.mark.parametrize("path", ["/masthead/", "/guidelines/", "/corrections/"])
def test_the_pages_are_linked_everywhere_and_stand_on_a_bare_desk(
    desk, path, django_assert_num_queries
):
    assert f'href="{path}"' in page(desk)
    page(desk, path)
    with django_assert_num_queries({"/masthead/": 3, "/guidelines/": 1}.get(path, 2)):
        page(desk, path)


def test_guidelines_are_the_desks_own_where_it_wrote_some(desk):
    assert "1/Peraturan-DP/III/2012" in words(page(desk, "/guidelines/"))
    Imprint.objects.create(desk=desk, guidelines="# Kami\nSatu <b>.\nDua.\n\n#Lagi\n\nTiga.")

    html = page(desk, "/guidelines/")

    assert "<h2>Kami</h2>\n<p>Satu &lt;b&gt;.<br>Dua.</p>\n<h2>Lagi</h2>\n<p>Tiga.</p>" in html
    assert "1/Peraturan-DP/III/2012" not in html


def withdrawn(desk, reason, at):
    article = make_issued(desk, headline="Judul yang melukai", at=at - timedelta(hours=1))
    chief = make_user("chief", desk)
    workflow.perform("withdraw", article, by=chief, at=at, ground="child", reason=reason)
    return article


def test_what_was_withdrawn_is_told_without_its_headline_on_every_desk_that_showed_it(desk):
    article = withdrawn(desk, "Menyangkut anak.", NOW - timedelta(hours=1))
    withdrawn(make_desk("ambon"), "Di Ambon.", NOW - timedelta(hours=1))

    for each in (desk, make_network()):
        html = page(each, "/corrections/")
        assert "Menyangkut anak." in html
        assert f'href="/articles/{article.pk}/"' in html
        assert "melukai" not in html
    assert "Di Ambon." not in page(desk, "/corrections/")
    page(desk, f"/articles/{article.pk}/", status=410)


def test_nothing_is_told_of_a_story_that_was_never_shown(desk):
    article = make_issued(desk, live_from=NOW + timedelta(days=1))
    chief = make_user("chief", desk)
    workflow.perform("recall", article, by=chief, at=NOW)

    assert "None." in words(page(desk, "/corrections/"))


def test_a_long_list_of_corrections_goes_on_by_key(desk, monkeypatch):
    monkeypatch.setattr(about, "NOTICES", 2)
    for number in range(5):
        withdrawn(desk, f"Alasan {number}.", NOW - timedelta(hours=number + 1))
    found, query = [], ""
    while query is not None:
        html = page(desk, f"/corrections/{query}")
        found += [number for number in range(5) if f"Alasan {number}." in html]
        query = link(html, "next")

    assert found == [0, 1, 2, 3, 4]
    page(desk, "/corrections/?before=x", status=404)


@pytest.mark.parametrize("role", ["reporter", "editor", None])
def test_nobody_below_a_chief_keeps_the_masthead(desk, role):
    user = make_user(role, desk) if role else make_user("chief", make_desk("ambon"))
    client = staff(user)

    answer = client.get(f"{STAFF}?desk=kerinci")

    assert answer.status_code in (403, 404)
    assert client.post(f"{STAFF}?desk=kerinci", {"company": "X"}).status_code in (403, 404)
    assert not Imprint.objects.exists()


def test_a_chief_fills_the_masthead_and_sees_what_holds_from_above(desk):
    Imprint.objects.create(desk=make_network(), company="PT Tepian Media")
    Terms.objects.create(desk=make_network(), ai_search="refuse")
    client = staff(make_user("chief", desk))
    path = f"{STAFF}?desk=kerinci"
    html = client.get(path).content.decode()
    assert "as at Nusantara: PT Tepian Media" in html
    assert "not decided here: refused" in html
    assert "responsible for the business" in html.split('role="alert"')[1].split("</p>")[0]

    answer = posted(
        client,
        path,
        editorial_lead="Mulyadi",
        business_lead="Hendra",
        address="Jl. Muradi 2",
        email="kerinci@kabartepian.example",
        feeds="summary",
        ai_training="allow",
    )

    assert answer.status_code == 302
    assert "Mulyadi" in page(desk, "/masthead/")
    terms = Terms.objects.get(desk=desk)
    assert (terms.feeds, terms.ai_training, terms.ai_search) == ("summary", "allow", "")
    assert 'role="alert"' not in client.get(path).content.decode()
    assert "GPTBot" not in page(desk, "/robots.txt")


@pytest.mark.parametrize(("lead", "warned"), [("  mulyadi ", True), ("Hendra", False), ("", False)])
def test_a_chief_is_told_where_one_person_holds_both_posts(desk, lead, warned):
    Imprint.objects.create(desk=make_network(), business_lead=lead)
    Imprint.objects.create(desk=desk, editorial_lead="Mulyadi")

    html = staff(make_user("chief", desk)).get(f"{STAFF}?desk=kerinci").content.decode()

    assert ("wants two" in html) == warned


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(desk):
    client = staff(make_user("chief", desk))

    answer = posted(client, f"{STAFF}?desk=kerinci", phone="call me", company="PT X")

    assert answer.status_code == 422
    assert "Write the telephone number" in answer.content.decode()
    assert not Imprint.objects.exists()


def test_what_somebody_else_saved_meanwhile_is_not_written_over(desk):
    one, other = staff(make_user("chief", desk)), staff(make_user("chief", make_network()))
    path = f"{STAFF}?desk=kerinci"
    html = one.get(path).content.decode()
    seen = html.split('name="seen" value="')[1].split('"')[0]
    posted(other, path, company="PT Lain")

    answer = one.post(path, {"seen": seen, "company": "PT Saya"})

    assert answer.status_code == 422
    assert "PT Saya" in answer.content.decode()
    assert Imprint.objects.get().company == "PT Lain"


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_told_of_the_other():
    make_network(language="en")
    desk = make_desk("kerinci")
    path = f"{STAFF}?desk=kerinci"
    clients = [staff(make_user("chief", desk)) for _ in range(2)]
    html = clients[0].get(path).content.decode()
    seen = html.split('name="seen" value="')[1].split('"')[0]

    def save(number):
        form = {"seen": seen, "company": f"PT {number}"}
        return clients[number].post(path, form).status_code

    answers = at_once(partial(save, 0), partial(save, 1))

    assert sorted(answers) == [302, 422]
    assert Imprint.objects.count() == 1
