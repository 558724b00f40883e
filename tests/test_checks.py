"""What is missing and what looks wrong, said on the page of an article before it goes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles import checks, html, workflow
from articles.demo.load import stories
from articles.models import Article, Byline, Version
from articles.names import spelled_twice

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_user,
    reissue,
)
from .staff import client_of, page_of, typed

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/article/"
LONG = f"<p>{'Air danau turun setengah meter sejak pagi. ' * 12}</p>"


@pytest.fixture(autouse=True)
def network():
    with translation.override("en"):
        yield make_network()


def found(article, *, level=None, by=None, at=NOW):
    """(field, sentence) of what is found, of one level or of all."""
    by = by or make_user("editor", article.desk)
    article = Article.objects.select_related("desk").get(pk=article.pk)
    return [
        (each.field, each.sentence)
        for each in checks.findings(article, by=by, at=at)
        if level in (None, each.level)
    ]


def warned(article=None, **values):
    """The warnings of an article, or of a new one with these values."""
    by, at = values.pop("by", None), values.pop("at", NOW)
    article = article or make_article(**{"body": LONG} | values)
    return found(article, level="warning", by=by, at=at)


def test_what_stops_an_article_is_exactly_what_the_workflow_asks_for():
    article = make_article(headline=" ", body="", section=None)
    Article.objects.filter(pk=article.pk).update(section=None)
    Byline.objects.filter(article=article).delete()
    article.refresh_from_db()
    editor = make_user("editor", article.desk)

    rules = found(article, level="rule")

    refusals = workflow.refusals("submit", article, by=editor, at=NOW)
    assert [sentence for _field, sentence in rules] == [str(each) for each in refusals]
    assert [field for field, _sentence in rules] == ["headline", "body", "section", "bylines"]


def test_a_sound_article_is_warned_about_nothing():
    article = make_article(
        body=LONG, kicker="Danau", standfirst="Surut.", dateline="KERINCI", topics=["danau"]
    )

    assert found(article) == [("body", "Words: 84. Reading time: 1 min.")]


def test_what_may_be_empty_is_only_noted():
    fields = [field for field, _sentence in found(make_article(body=LONG), level="info")]

    assert fields == ["kicker", "standfirst", "dateline", "topics", "body"]
    opinion = [field for field, _sentence in found(make_article(kind="opinion"), level="info")]
    assert "dateline" not in opinion


def test_reading_takes_a_minute_for_each_two_hundred_words_begun():
    article = make_article(body=f"<p>{'kata ' * 401}</p>")

    assert ("body", "Words: 401. Reading time: 3 min.") in found(article, level="info")


def test_a_headline_longer_than_a_card_is_warned_about():
    assert warned(headline="A" * 110) == []
    assert warned(headline="A" * 111) == [
        ("headline", "The headline is long for a card: 111 characters, of 110 that fit.")
    ]


def test_a_headline_that_readers_have_already_is_warned_about_whatever_its_capitals():
    other = make_issued(make_desk(name="Maluku"), headline="Danau Surut Lagi")

    assert warned(headline="Danau surut lagi") == [
        ("headline", f"Article {other.pk} of Maluku has the same headline.")
    ]
    assert warned(headline="Danau surut lagi!") == []


def test_a_headline_that_readers_no_longer_have_is_free():
    article = make_issued(headline="Danau Surut Lagi")
    reissue(article, headline="Danau Surut, Nelayan Menunggu")

    assert warned(headline="Danau Surut Lagi") == []


def test_an_unpublished_headline_of_another_desk_stays_secret():
    secret = make_article(make_desk(), headline="Bupati Diperiksa")
    scheduled = make_issued(make_desk(), headline="Gubernur Mundur", live_from=NOW + timedelta(1))
    live = make_issued(make_desk(), headline="Danau Surut")
    Article.objects.filter(pk=live.pk).update(headline="Danau Diracun", state="draft")

    for headline in ("Bupati Diperiksa", "Gubernur Mundur", "Danau Diracun"):
        assert warned(headline=headline) == []
    for other in (secret, scheduled, live):
        other.refresh_from_db()
        theirs = make_user("editor", other.desk)
        mine = make_article(other.desk, headline=other.headline, body=LONG)
        assert warned(mine, by=theirs) == [
            ("headline", f"Article {other.pk} of {other.desk.name} has the same headline.")
        ]


def test_an_article_is_no_double_of_itself():
    assert warned(make_issued(headline="Danau Surut", body=LONG)) == []


def test_both_halves_of_the_search_for_a_double_have_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    same = Article.objects.filter(headline__iexact="Danau surut").explain()
    version = Version.objects.live(NOW).filter(slug="danau-surut").explain()

    assert "article_same_headline" in same
    assert "slug" in version


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Camat Asraf datang. Kata Ashraf, air naik.", ("Asraf", "Ashraf")),
        ("Jalan Sudirman macet. Dulu di Soedirman sepi.", ("Sudirman", "Soedirman")),
        ("Menurut Achmad, aman. Ahmad lalu pulang.", ("Achmad", "Ahmad")),
        ("Di Sulawesi hujan. Angin dari Sulwesi reda.", ("Sulawesi", "Sulwesi")),
        ("Kata Rahmat Hidayat. Lalu Rahmad Hidayat.", ("Rahmad Hidayat", "Rahmat Hidayat")),
        ("Kata Ma'ruf, aman. Lalu kata Maruf, tidak.", ("Ma'ruf", "Maruf")),
    ],
)
def test_a_name_in_two_spellings_is_asked_about(text, pair):
    assert spelled_twice(text) == [pair]
    assert warned(body=f"{LONG}<p>{text}</p>") == [
        ("body", f"“{pair[0]}” and “{pair[1]}”: is this one name in two spellings?")
    ]


def test_the_stories_of_the_demo_raise_hardly_an_alarm():
    alarms = []
    for _desk, story in stories():
        text = html.text(story["body"] + story.get("update", "") + story.get("change", ""))
        whole = f"{story.get('standfirst', '')}\n{text}"
        alarms += spelled_twice(whole, headline=story["headline"])

    # One village, by its local name and by that of the old fort's maps.
    assert alarms in ([("Lonthor", "Lonthoir")], [])


def test_a_paragraph_that_two_people_moved_to_two_places_is_said_to_be_there_twice():
    one, *others = (f"<p>Warga {name} menunggu di tepi danau.</p>" for name in "ABCDE")
    article = make_article(body="".join([one, *others]))
    values = typed(article)
    first, second = [*others[:2], one, *others[2:]], [*others, one]
    client = client_of(article.created_by)
    client.post(page_of(article), values | {"body": "".join(first)})
    client = client_of(make_user("editor", article.desk, language="en"))

    answer = client.post(page_of(article), values | {"body": "".join(second)}, follow=True)

    said = "This paragraph stands there twice, take one out: Warga A menunggu di tepi danau."
    assert said in answer.text and answer.text.count("stands there twice") == 1


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("<p>“Air turun, kata Asraf.</p>", "“Air turun, kata Asraf."),
        ("<p>Air turun”, kata Asraf pagi tadi di danau.</p>", "Air turun”, kata Asraf pagi tadi"),
        ('<p>Kata dia, "air turun.</p>', 'Kata dia, "air turun.'),
        ("<p>“Air “turun” lagi,” kata Asraf.</p>", "“Air “turun” lagi,” kata Asraf."),
    ],
)
def test_quote_marks_that_do_not_pair_are_shown_where_they_stand(text, start):
    assert warned(body=LONG + text) == [
        ("body", f"The quote marks do not pair where it says: {start} …")
    ]


def test_a_quotation_over_two_paragraphs_closes_in_the_last():
    pairs = "<p>“Air turun.</p><p>“Besok hujan,” kata dia. 'Ya,' katanya, \"tentu.\"</p>"

    assert warned(body=LONG + pairs) == []
    assert [field for field, _sentence in warned(headline="“Danau Surut")] == ["headline"]


@pytest.mark.parametrize(
    "address", ["www.example.com", "https://contoh", "artikel/7", "#atas", "mailto:redaksi"]
)
def test_an_address_that_is_none_is_warned_about(address):
    assert warned(body=f'{LONG}<p><a href="{address}">ini</a></p>') == [
        (
            "body",
            f"A link leads nowhere: “{address}” is no whole address. Begin it with https://.",
        )
    ]


@pytest.mark.parametrize("address", ["https://", "http://[::1", "https://a b.example/"])
def test_a_link_that_lost_its_address_in_cleaning_is_warned_about(address):
    assert warned(body=f'{LONG}<p><a href="{address}"><em>ini</em></a></p>') == [
        ("body", "The link on “ini” leads nowhere: give it an address.")
    ]


def test_whole_addresses_are_left_alone_and_nobody_is_asked():
    links = "".join(
        f'<a href="{address}">ini</a> '
        for address in (
            "https://contoh.example/a?b=1&amp;c=2", "http://contoh.example:8080/articles/99999/x/",
            "mailto:redaksi@contoh.example", "tel:+62 812-345", "/sections/ekonomi/",
        )
    )  # fmt: skip

    assert warned(body=f"{LONG}<p>{links}</p>") == []


def test_a_link_to_an_article_that_readers_do_not_have_is_warned_about():
    desk = make_desk("kerinci")
    live, draft = make_issued(desk), make_article(desk)
    gone = make_issued(desk)
    chief = make_user("chief", desk)
    workflow.perform("withdraw", gone, by=chief, at=NOW, ground="inaccurate", reason="Keliru.")
    host = f"https://{desk.host}"
    body = f'{LONG}<p><a href="{host}/articles/{live.pk}/x/">a</a><a href="/articles/{live.pk}/">'
    body += f'b</a><a href="{host}/articles/{draft.pk}/">c</a><a href="/articles/{gone.pk}/y/">d'
    body += '</a><a href="/articles/999999999999999999/">e</a></p>'

    sentences = [sentence for _field, sentence in warned(body=body, desk=desk)]

    says = "A link leads to an article that readers do not have now: "
    assert sentences == [
        f"{says}{host}/articles/{draft.pk}/",
        f"{says}/articles/{gone.pk}/y/",
        f"{says}/articles/999999999999999999/",
    ]


def test_a_story_that_the_text_leads_to_and_readers_do_not_have_is_named():
    desk = make_desk("kerinci")
    live, ahead = make_issued(desk), make_article(desk)
    far = "9" * 30
    body = LONG + "".join(
        f'<p data-story="{number}"></p>' for number in (live.pk, ahead.pk, ahead.pk, far)
    )

    [(field, sentence)] = warned(body=body, desk=desk)

    assert field == "body"
    assert sentence == (
        f"Article {ahead.pk}, which the text leads to, is not live: "
        "readers see no link until it is."
    )


def test_a_story_of_long_ago_that_comes_again_is_asked_about():
    first = NOW - timedelta(days=31)
    article = make_issued(at=first, body=LONG)
    assert warned(article) == []

    chief = make_user("chief", article.desk)
    article = workflow.perform("reopen", article, by=chief, at=NOW).article

    day = first.astimezone(article.desk.zone).strftime("%B %Y")
    [(field, sentence)] = warned(article)
    assert field == "body"
    assert sentence.startswith("Readers first had this story on ")
    assert f"{day}: is it still to be issued?" in sentence
    assert warned(article, at=first + timedelta(days=29)) == []


@pytest.mark.parametrize("spelled", ["20/11/2024", "20 November 2024", "2024-11-20", "20 Nov 2024"])
def test_a_text_whose_latest_date_is_long_past_is_asked_about(spelled):
    today = NOW.replace(year=2025, month=2, day=1)

    assert warned(body=f"{LONG}<p>Rabu ({spelled}), sejak 2/3/2023.</p>", at=today) == [
        ("body", "The latest date in the text is 20 November 2024: is this news of today?")
    ]


@pytest.mark.parametrize(
    "text",
    ["Rabu (20/11/2024), lalu 30 Januari 2025.", "Lahir 2 Mei 1964.", "Rabu (12/3).",
     "Pada 31/02/2024 dan 20 Kambing 2024."],
)  # fmt: skip
def test_a_birthday_or_a_date_of_this_month_makes_no_story_old(text):
    today = NOW.replace(year=2025, month=2, day=1)

    assert warned(body=f"{LONG}<p>{text}</p>", at=today) == []


def test_a_very_short_text_is_warned_about():
    assert warned(body="<p>Air danau turun.</p>") == [("body", "The text is very short: 3 words.")]
    assert warned(body="") == []


def test_the_page_of_an_article_links_each_finding_to_its_field():
    article = make_article(body="<p>Kata Asraf. Ujar Ashraf.</p>")
    Byline.objects.filter(article=article).delete()
    page = (
        client_of(make_user("editor", article.desk, language="en"))
        .get(f"{PAGE}{article.pk}/change/")
        .text
    )

    assert '<a href="#id_bylines">Add at least one byline.</a>' in page
    assert 'id="id_bylines"' in page
    assert '<a href="#id_body_text">“Asraf” and “Ashraf”' in page
    assert 'id="id_body_text"' in page
    assert '<a href="#id_kicker">There is no kicker.</a>' in page
    for label in ("Missing: it cannot go on without", "Look once more", "Good to know"):
        assert label in page


def test_whoever_only_reads_is_given_no_link_to_a_field():
    article = make_in_state("in_review")
    page = (
        client_of(make_user(is_superuser=True, language="en"))
        .get(f"{PAGE}{article.pk}/change/")
        .text
    )

    assert "<li>There is no kicker.</li>" in page
    assert "#id_kicker" not in page


def test_a_new_article_has_no_checks_yet():
    page = client_of(make_user("editor", make_desk(), language="en")).get(f"{PAGE}add/").text

    assert "nr-checks" not in page


@pytest.mark.parametrize(("state", "step"), [("in_review", "approve"), ("approved", "issue")])
def test_before_it_is_approved_or_issued_only_the_warnings_are_read(state, step):
    article = make_in_state(state, body="<p>Kata Asraf. Ujar Ashraf.</p>")
    client = client_of(make_user("editor", article.desk, language="en"))

    page = client.get(f"{PAGE}{article.pk}/steps/{step}/").text

    assert f'<a href="{PAGE}{article.pk}/change/#id_body_text">“Asraf” and “Ashraf”' in page
    assert "There is no kicker." not in page
    sound = make_in_state(state, article.desk, body=LONG)
    assert "nr-checks" not in client.get(f"{PAGE}{sound.pk}/steps/{step}/").text


def test_a_warning_stops_nobody():
    article = make_in_state("approved", body="<p>Kata Asraf. Ujar Ashraf.</p>")
    editor = make_user("editor", article.desk)

    assert workflow.refusals("issue", article, by=editor, at=NOW) == []


def test_the_checks_cost_four_queries(desks_read_once):
    article = make_issued(body=f'{LONG}<p><a href="/articles/7/">a</a> Asraf, Ashraf.</p>')
    editor = make_user("editor", article.desk)
    found(article, by=editor)
    article = Article.objects.select_related("desk").get(pk=article.pk)

    with CaptureQueriesContext(connection) as captured:
        checks.findings(article, by=editor, at=NOW)
    assert len(captured) == 4
