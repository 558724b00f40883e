"""What Postgres keeps and refuses about where a version is shown."""

import pytest

from articles import workflow
from articles.models import Placement

from .factories import NOW, make_desk, make_issued, make_section, make_user, reissue
from .plain_sql import LATER, PAST, refused, sql

pytestmark = pytest.mark.django_db


def test_placements_follow_their_version():
    make_issued(live_from=LATER)

    sql("UPDATE articles_version SET live_from = %s, first_live_from = %s", NOW, NOW)
    sql("UPDATE articles_version SET live_until = %s", LATER)

    spans = set(Placement.objects.values_list("live_from", "live_until", "first_live_from"))
    assert spans == {(NOW, LATER, NOW)}


def test_a_placement_has_no_span_section_or_article_of_its_own():
    make_issued(at=PAST)
    before = list(Placement.objects.order_by("pk").values())

    sql(
        "UPDATE articles_placement SET live_from = %s, first_live_from = %s, live_until = now(), "
        "section_id = %s, article_id = article_id + 1",
        LATER, LATER, make_section("olahraga").pk,
    )  # fmt: skip

    assert list(Placement.objects.order_by("pk").values()) == before


def test_a_placement_made_by_hand_has_the_span_of_its_version():
    article, ambon = make_issued(live_from=LATER), make_desk("ambon")

    sql(
        "INSERT INTO articles_placement (version_id, article_id, desk_id, kind, headline, "
        "section_id, first_live_from, live_from, live_until) "
        "SELECT id, 0, %s, 'carried', '', 0, now(), now(), '9999-12-31Z' FROM articles_version",
        ambon.pk,
    )

    placement = Placement.objects.get(desk=ambon)
    assert (placement.live_from, placement.article_id) == (LATER, article.pk)


@pytest.mark.parametrize(
    "change", ["desk_id = %s", "kind = 'carried', headline = %s", "version_id = %s"]
)
def test_a_placement_stays_on_its_desk_with_its_version(change):
    article = reissue(make_issued(at=PAST), at=NOW, headline="Kabar baru")
    other = {"desk_id = %s": make_desk().pk, "version_id = %s": 0}.get(change, "")

    refused(
        f"UPDATE articles_placement SET {change} WHERE desk_id = {article.desk_id} AND kind='home'",
        other,
        match="stays where it is",
    )


def test_a_desk_may_change_the_headline_of_its_placement():
    make_issued(at=PAST)

    assert sql("UPDATE articles_placement SET headline = 'Dari Kerinci'") == 2


def test_a_placement_that_its_desk_ended_does_not_come_back_and_the_home_never_ends_so():
    article, ambon = make_issued(at=PAST), make_desk("ambon")
    workflow.perform("carry", article, by=make_user("editor", ambon), at=NOW, desk=ambon)
    of_ambon = f"UPDATE articles_placement SET {{}} WHERE desk_id = {ambon.pk}"

    assert sql(of_ambon.format("carried_until = now()")) == 1
    for change in ("carried_until = NULL", "carried_until = '2999-01-01Z'", "headline = 'x'"):
        refused(of_ambon.format(change), match="has ended")
    refused(
        "UPDATE articles_placement SET carried_until = now() WHERE kind = 'home'",
        match="placement_ends_where_carried",
    )


def test_a_version_has_one_home_and_is_once_on_a_desk():
    make_issued(at=PAST)
    again = (
        "INSERT INTO articles_placement (version_id, article_id, desk_id, kind, headline, "
        "section_id, first_live_from, live_from, live_until) SELECT version_id, article_id, {desk},"
        " 'home', '', section_id, live_from, live_from, live_until FROM articles_placement LIMIT 1"
    )

    refused(again.format(desk="desk_id"), match="placement_once_per_desk|placement_one_home")
    refused(again.format(desk=make_desk().pk), match="placement_one_home")
