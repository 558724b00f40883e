"""Who else has an article open, in two real browsers."""

import pytest

from articles.models import Article, Presence

from .factories import make_article, make_user
from .writing import EDITOR, SOON, TWO, edit_of, until, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
TAG = """number => getComputedStyle(
    document.querySelector(`.prose-editor [contenteditable] > :nth-child(${number})`), "::before"
).content"""


def who(page):
    """The strip's line about people, as it is read."""
    return page.inner_text(".nr-presence-who") if page.is_visible(".nr-presence-who") else ""


def news(page):
    return page.inner_text("[data-news]") if page.is_visible("[data-news]") else ""


def beats(page):
    """The page looks again now, as it does once it is in sight."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def two_of(article, sign_in):
    """Ayu, who has the article open, and Budi, who opens it then."""
    ayu, budi = (
        make_user("editor", article.desk, first_name=name, language="en")
        for name in ("Ayu", "Budi")
    )
    return [sign_in(user, f"{article.pk}/change/", clock=True) for user in (ayu, budi)]


def soon(page, look, found):
    """Wait until the page shows what it asks for every few seconds, by its own clock."""
    until(page, look, found, ahead=SOON)


def test_two_people_see_where_the_other_is_and_that_they_leave(sign_in):
    ayu, budi = two_of(make_article(body=TWO), sign_in)
    soon(budi, who, "Also open: Ayu")

    ayu.click(f"{EDITOR} > :nth-child(2)")
    beats(ayu)
    budi.focus("#id_headline")
    soon(ayu, lambda page: "Budi" in who(page), True)
    soon(budi, who, "Also open: Ayu paragraph 2")
    soon(budi, lambda page: page.evaluate(TAG, 2), '"Ayu"')
    assert budi.evaluate(TAG, 1) == "none"
    soon(ayu, who, "Also open: Budi headline")
    assert ayu.inner_text("label[for=id_headline] [data-here]") == "Budi"
    assert ayu.get_by_role("textbox", name="Headline", exact=False).is_visible()

    ayu.goto("about:blank")
    soon(budi, who, "")
    assert budi.text_content("[data-told]") == "Ayu has closed this article."
    assert budi.evaluate(TAG, 2) == "none"
    assert Presence.objects.count() == 1


def test_a_paragraph_is_found_by_how_it_begins_where_its_number_is_another(sign_in):
    article = make_article(body=TWO)
    ayu, budi = two_of(article, sign_in)
    ayu.click(f"{EDITOR} > :nth-child(2)")
    budi.click(f"{EDITOR} > :nth-child(1)")
    budi.keyboard.press("End")
    budi.keyboard.press("Enter")
    budi.keyboard.type("Baru.")
    beats(ayu)
    beats(budi)

    soon(budi, who, "Also open: Ayu paragraph 3")
    soon(budi, lambda page: page.evaluate(TAG, 3), '"Ayu"')


def test_a_save_that_arrives_is_told_and_is_merged_by_the_next(sign_in):
    article = make_article(body=TWO)
    ayu, budi = two_of(article, sign_in)

    write(ayu, " Air.")
    soon(ayu, edit_of, "2")
    beats(budi)
    soon(budi, lambda page: news(page).startswith("Ayu saved this at "), True)
    assert "Your next save will be merged with it." in news(budi)
    write(budi, " Hujan.", paragraph=2)
    soon(budi, edit_of, "3")

    soon(budi, news, "")
    assert Article.objects.get().body == "<p>Satu. Air.</p><p>Dua. Hujan.</p>"


def test_who_only_looks_at_a_name_with_signs_in_it_sees_it_as_it_is(sign_in):
    article = make_article(body=TWO)
    odd = make_user("editor", article.desk, first_name='"; } * { display: none', language="en")
    budi = make_user("editor", article.desk, first_name="Budi", language="en")
    one = sign_in(odd, f"{article.pk}/change/")
    one.click(f"{EDITOR} > :nth-child(1)")
    beats(one)
    two = sign_in(budi, f"{article.pk}/change/")

    until(two, who, f"Also open: {odd.first_name} paragraph 1")
    until(two, lambda page: page.evaluate(TAG, 1), '"\\"; } * { display: none"')
    assert two.is_visible("#id_headline")
