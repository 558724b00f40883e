"""Pictures as readers get them: in which files, with which words, and not a moment too long."""

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from articles.models import Version
from articles.public.pictures import files_for
from newsroom.photos import taking_down
from newsroom.photos.models import Photo
from newsroom.photos.models.photo import AI_SOURCE_TYPES
from newsroom.serving.stylesheets import COMMENT

from .factories import NOW, make_article, make_many_live, make_network, make_section, make_user
from .pictures import figure, gallery, issue, lead, make_photo
from .readers import page, words

pytestmark = pytest.mark.django_db


def path_of(article):
    return Version.objects.filter(article=article).latest("number").path


def pictured(desk, number=1, **values):
    """Articles that are live on `desk`, with a lead picture each."""
    return [
        issue(make_article(desk, **values), [lead(make_photo(desk))], at=NOW) for _ in range(number)
    ]


def pictures_of(html):
    """Each picture of a page: (its sources, its image)."""
    return [
        (re.findall(r"<source[^>]*>", found), re.search(r"<img[^>]*>", found)[0])
        for found in re.findall(r"<picture>.*?</picture>", html, re.S)
    ]


def test_a_story_shows_its_lead_first_then_those_in_the_text_and_the_gallery_last(kerinci):
    head, inside, third, fourth = (make_photo(kerinci, alt=f"Alt {n}") for n in range(4))
    article = issue(
        make_article(kerinci, dateline="Jambi"),
        [lead(head, "Perahu kandas", "Foto: Ani"), *gallery(third, fourth)],
        body=f"<p>Air turun.</p>{figure(inside, 'Di <em>tepi</em> danau')}<p>Nelayan menunggu.</p>",
    )

    html = page(kerinci, path_of(article))
    story = html.split("<main")[1].split("<aside")[0]

    alts = [re.search(r'alt="([^"]*)"', image)[1] for _sources, image in pictures_of(story)]
    assert alts == ["Alt 0", "Alt 1", "Alt 2", "Alt 3"]
    text = words(story)
    assert text.index("Perahu kandas Foto: Ani") < text.index("Air turun.")
    assert text.index("Air turun.") < text.index(f"Di tepi danau {inside.credit}")
    assert text.index(inside.credit) < text.index("Nelayan menunggu.")
    assert "<figcaption>Di <em>tepi</em> danau" in story
    assert story.count("<li><figure") == 2
    assert '<p><span class="dateline">Jambi</span> — Air turun.' in story
    assert "data-photo" not in html


def test_a_photo_that_stands_in_a_text_twice_says_of_its_own_each_time_and_a_version_keeps_it(
    kerinci,
):
    photo = make_photo(kerinci)
    body = (
        f"<p>Air turun.</p>{figure(photo, 'Satu', 'Foto: A &amp; B', 'Lumpur')}"
        f"{figure(photo, 'Dua')}{figure(photo, 'Tiga', '', 'Dari &lt;dekat&gt;')}"
    )
    article = issue(make_article(kerinci), body=body)
    before = photo.credit, photo.alt
    Photo.objects.update(credit="Foto: Lain", alt="Lain")

    html = page(kerinci, path_of(article))

    shown = pictures_of(html.split("<main")[1].split("<aside")[0])
    alts = [re.search(r'alt="([^"]*)"', image)[1] for _sources, image in shown]
    assert alts == ["Lumpur", before[1], "Dari &lt;dekat&gt;"]
    assert f"Satu Foto: A & B Dua {before[0]} Tiga {before[0]}" in words(html)
    assert "data-credit" not in html and "data-alt" not in html


def test_the_dateline_opens_the_first_paragraph_though_a_picture_stands_before_it(kerinci):
    photo = make_photo(kerinci)
    article = issue(
        make_article(kerinci, dateline="Jambi"), body=f"{figure(photo)}<p>Air turun.</p>"
    )

    html = page(kerinci, path_of(article))

    assert '<p><span class="dateline">Jambi</span> — Air turun.' in html
    assert html.index("<figure") < html.index('class="dateline"')


def test_every_picture_says_how_large_it_is_and_only_the_first_is_hurried(kerinci):
    photo, other = make_photo(kerinci), make_photo(kerinci)
    article = issue(make_article(kerinci), [lead(photo), *gallery(other)])

    (sources, head), (_sources, later) = pictures_of(page(kerinci, path_of(article)))

    assert 'fetchpriority="high"' in head and "lazy" not in head
    assert 'loading="lazy" decoding="async"' in later and "fetchpriority" not in later
    for image in (head, later):
        assert re.search(r'src="/photos/[0-9a-f]{2}/[0-9a-f]{62}\.jpg" width="640" height="427"', image)  # fmt: skip # noqa: E501
    narrow, wide = sources
    assert 'media="(max-width:40rem)"' in narrow and 'type="image/webp"' in narrow
    assert re.findall(r" (\d+)w", narrow) == ["320", "640"]
    assert re.findall(r" (\d+)w", wide) == ["320", "640", "960", "1600"]


def test_a_front_has_pictures_for_its_lead_its_top_stories_and_the_head_of_each_block(kerinci):
    pictured(kerinci, 20)

    html = page(kerinci)

    first, *others = pictures_of(html)
    assert 'fetchpriority="high"' in first[1] and 'width="640" height="360"' in first[1]
    assert len(others) == 6 + 1
    assert all('width="320" height="240"' in image for _sources, image in others)
    latest = html.split('class="latest"')[1].split("</section>")[0]
    assert "<picture" not in latest


def test_a_newer_format_is_offered_before_the_others():
    made = [[640, 360, name, f"ab/{'c' * 62}.{name}"] for name in ("webp", "avif", "jpeg")]
    picture = {"files": {"16x9": made}, "alt": "Perahu", "ai_made": False}

    found = files_for(picture, "front")

    assert [kind for kind, _media, _files in found["sources"]] == ["image/avif", "image/webp"]
    assert found["src"].endswith(".jpeg")
    assert files_for(picture, "card") is None


def test_lists_show_the_lead_pictures(kerinci):
    pictured(kerinci, 2, section=make_section("ekonomi"))

    for path in ("/sections/ekonomi/", "/archive/"):
        html = page(kerinci, path)
        assert len(pictures_of(html)) == 2
        assert html.count('class="teaser pictured"') == 2


def test_the_picture_of_what_leads_a_list_is_wide_and_the_only_one_that_is_hurried(kerinci):
    pictured(kerinci, 2, section=make_section("ekonomi"))

    first, second = pictures_of(page(kerinci, "/sections/ekonomi/"))

    assert "42rem" in first[0][0] and "42rem" not in second[0][0]
    assert "fetchpriority" in first[1] and "fetchpriority" not in second[1]


def test_a_story_without_a_lead_picture_is_a_card_of_words(kerinci):
    issue(make_article(kerinci), gallery(make_photo(kerinci)))

    html = page(kerinci)

    assert "<picture" not in html and "pictured" not in html


def test_pictures_that_a_model_made_are_labelled_wherever_they_are_shown(kerinci):
    photo = make_photo(kerinci, origin="generated", consent="Tidak ada orang.")
    article = issue(make_article(kerinci), [lead(photo)])

    with translation.override("id"):
        label = f'<span class="ai">{translation.gettext("Made with AI")}</span>'
    assert label in page(kerinci)
    assert label in page(kerinci, path_of(article))
    assert label not in page(kerinci, path_of(pictured(kerinci)[0])).split("<aside")[0]


def test_social_networks_get_a_picture_of_their_own_size_at_a_whole_address(kerinci):
    photo = make_photo(kerinci, alt="Perahu “besar”")
    article = issue(make_article(kerinci), [lead(photo)])

    html = page(make_network(), path_of(article))

    share = photo.renditions.get(crop="share")
    address = f"http://{make_network().host}/photos/{share.file}"
    assert f'<meta property="og:image" content="{address}">' in html
    assert '<meta property="og:image:width" content="1200">' in html
    assert '<meta property="og:image:height" content="630">' in html
    assert '<meta property="og:image:alt" content="Perahu “besar”">' in html
    without = page(kerinci, path_of(issue(make_article(kerinci))))
    assert re.search(r'<meta property="og:image" content="http://[^"]*/share/', without)


def test_search_engines_get_the_lead_in_three_shapes(kerinci):
    photo = make_photo(kerinci)
    html = page(kerinci, path_of(issue(make_article(kerinci), [lead(photo)])))

    (graph,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    images = json.loads(graph)["@graph"][0]["image"]

    files = [
        photo.renditions.filter(crop=crop, format="jpeg").latest("width")
        for crop in ("16x9", "4x3", "1x1")
    ]
    assert [each["url"] for each in images] == [
        f"http://{kerinci.host}/photos/{file.file}" for file in files
    ]
    assert [file.width for file in files] == [1200, 1200, 1067]
    for each in images:
        assert (each["@type"], each["creditText"]) == ("ImageObject", photo.credit)
        assert photo.credit in html
        assert "digitalSourceType" not in each


def test_search_engines_are_told_that_a_model_made_the_picture(kerinci):
    photo = make_photo(kerinci, digital_source_type=AI_SOURCE_TYPES[0], consent="Ahli warisnya.")
    html = page(kerinci, path_of(issue(make_article(kerinci), [lead(photo)])))

    (graph,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    (how,) = {each["digitalSourceType"] for each in json.loads(graph)["@graph"][0]["image"]}
    assert how.startswith("https://schema.org/") and "TrainedAlgorithmicMedia" in how


def test_a_small_photo_is_shown_in_its_own_width(kerinci):
    photo = make_photo(kerinci, width=300, height=200)
    article = issue(make_article(kerinci), [lead(photo)])

    ((sources, image),) = pictures_of(page(kerinci, path_of(article)))

    assert 'width="300" height="200"' in image
    assert re.findall(r" (\d+)w", sources[0]) == ["300"]


# --- Terms -------------------------------------------------------------------------------------


def everywhere(desk, article):
    """The pages that show `article` on `desk`."""
    return "".join(page(desk, path) for path in ("/", "/sections/ekonomi/", path_of(article)))


def test_a_picture_whose_term_ended_is_gone_from_every_page_by_the_clock(kerinci):
    photo = make_photo(kerinci, usable_until=NOW + timedelta(days=1))
    body = f"<p>Air turun.</p>{figure(photo, 'Di tepi')}"
    article = issue(make_article(kerinci), [lead(photo), *gallery(photo)], body=body)
    assert len(pictures_of(everywhere(kerinci, article))) == 5
    share = photo.renditions.get(crop="share").file
    assert share in everywhere(kerinci, article)

    Photo.objects.update(usable_until=NOW - timedelta(minutes=1))

    html = everywhere(kerinci, article)
    assert "/photos/" not in html
    assert "Di tepi" not in html and photo.credit not in html
    assert article.headline in html and "Air turun." in html


def test_a_photo_that_is_taken_down_is_gone_from_every_page_and_version_at_that_moment(kerinci):
    photo = make_photo(kerinci)
    article = issue(make_article(kerinci), [lead(photo), *gallery(photo)])
    chief = make_user("chief", kerinci)

    taking_down.take_down(
        photo, by=chief, at=NOW, ground="consent", reason="Tidak setuju.", original="keep"
    )

    assert "/photos/" not in everywhere(kerinci, article)
    assert article.versions.get().pictures.count() == 2


def test_a_picture_is_shown_on_the_desks_that_its_terms_name(kerinci):
    photo = make_photo(kerinci)
    photo.allowed.create(desk=kerinci)
    article = issue(make_article(kerinci), [lead(photo)])

    assert pictures_of(page(kerinci, path_of(article)))
    assert not pictures_of(page(make_network(), path_of(article)))
    assert not pictures_of(page(make_network()))


# --- Cost --------------------------------------------------------------------------------------


def test_pictures_cost_no_query_of_their_own(desks_read_once, kerinci, django_assert_num_queries):
    article = pictured(kerinci, 12)[-1]
    make_many_live(kerinci, 5)
    page(kerinci)
    page(kerinci, path_of(article))

    for path, cost in ((path_of(article), 2), ("/", 1), ("/sections/ekonomi/", 1)):
        with django_assert_num_queries(cost):
            assert pictures_of(page(kerinci, path))


def test_the_first_screen_with_pictures_fits_in_the_first_packets(kerinci):
    body = "".join(f"<p>{'Air danau turun lagi. ' * 20}</p>" for _ in range(12))
    articles = [
        issue(
            make_article(kerinci, standfirst=f"Sejak awal bulan {n}.", body=body),
            [lead(make_photo(kerinci))],
        )
        for n in range(24)
    ]
    source = Path(settings.BASE_DIR, "static/public/news.css").read_text()
    styles = len(gzip.compress(re.sub(COMMENT, "", source).encode()))

    for path in ("/", "/sections/ekonomi/", path_of(articles[0])):
        size = len(gzip.compress(page(kerinci, path).encode())) + styles
        assert size < 14_000, (path, size)
