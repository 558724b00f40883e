"""Every kind of person against every address there is.

The addresses come from the resolver, the expectations from expected.py: an address that is added
without an expectation fails the first test.
"""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from articles import preview_links
from articles.public import icons, look, share
from articles.talk import forgotten
from articles.talk.models import Notification
from newsroom.accounts.models import User
from newsroom.photos import storing, taking_down

from .addresses import browser_of, every_pattern, path_of
from .expected import EXPECTED, INSIDE, LEAD_ELSEWHERE, PEOPLE, PLANNED, ROLES, SECRET, SIGN_IN
from .factories import (
    NOW,
    make_article,
    make_aside,
    make_assignment,
    make_complaint,
    make_desk,
    make_issued,
    make_network,
    make_note,
    make_reporter,
    make_section,
    make_story_template,
    make_user,
)
from .photos import give_files, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings):
    """A network with a secret draft, one live story, and one of every kind of person."""
    settings.MAILS = True
    return make_world()


def make_world():
    """What `world` has, where mails are sent."""
    network = make_network()
    desk, other = make_desk("kerinci"), make_desk("ambon")
    section = make_section("ekonomi")
    draft = make_article(
        desk, headline=SECRET, body=f"<p>{SECRET}</p>", kicker=SECRET[:50], topics=[SECRET[:60]]
    )
    assignment = make_assignment(
        desk, idea=PLANNED, brief=PLANNED, place=PLANNED, due_at=NOW + timedelta(minutes=1)
    )
    template = make_story_template(desk, name=PLANNED, headline=PLANNED)
    people = {"anonymous": None, "no-role": make_user(username="no-role")}
    for role in ROLES:
        people[f"own-{role}"] = make_user(role, desk, username=f"own-{role}")
        people[f"other-{role}"] = make_user(role, other, username=f"other-{role}")
    people["administrator"] = User.objects.create_superuser("administrator", password="rahasia")
    note = make_note(draft, by=people["own-editor"], text=f"@own-reporter {SECRET}")
    told = Notification.objects.get(to=people["own-reporter"])
    aside = make_aside(draft, by=people["own-editor"], body=f"<p>{SECRET}.</p>")
    credited = make_reporter(desk, name="Rahmi Anggraini", slug="rahmi-anggraini")
    live = make_issued(desk, reporters=[credited], topics=["danau"])
    make_issued(network, headline="Kabar jaringan")
    _link, token = preview_links.make(
        draft,
        label="Pengacara",
        lasts=timedelta(hours=1),
        by=people["own-editor"],
        at=NOW,
        press="x" * 20,
    )
    photo = make_photo(desk, by=people["own-reporter"], headline=PLANNED, caption=PLANNED,
                       keywords=[PLANNED], usable_until=NOW + timedelta(days=9))  # fmt: skip
    keep_original_of(photo)
    give_files(photo)
    down = make_photo(desk, by=people["own-reporter"], headline=PLANNED)
    taking_down.take_down(
        down, by=people["own-editor"], at=NOW, ground="other", reason=PLANNED, original="keep"
    )
    complaint = make_complaint(desk, article=live, wrong=PLANNED, who=PLANNED)
    return {
        "people": people,
        "browsers": {person: browser_of(user) for person, user in people.items()},
        "draft": draft,
        "photo": photo,
        "paths": {
            "way-in": "/admin",
            "admin:app_list": "/admin/articles/",
            "admin:catch_all": "/admin/nowhere/",
            "admin:autocomplete": "/admin/autocomplete/?app_label=articles&model_name=byline"
            "&field_name=reporter&term=r",
            "admin:view_on_site": f"/admin/r/1/{draft.pk}/",
            "admin:password_reset_confirm": forgotten.link_path(people["own-chief"]),
            "admin:front": f"/admin/fronts/{desk.slug}/",
            "admin:breaking": f"/admin/fronts/{desk.slug}/breaking/",
            "admin:why": f"/admin/why/?username=own-reporter&article={draft.pk}",
            "admin:required_of": f"/admin/required/{desk.slug}/news/",
            "admin:auth_user_password_change": (
                f"/admin/accounts/user/{people['own-chief'].pk}/password/"
            ),
            "admin:second_factor_away": (
                f"/admin/accounts/user/{people['own-chief'].pk}/second-factor/"
            ),
            "admin:articles_article_choices": (
                "/admin/articles/article/choices/?what=topic&typed=Kata"
            ),
            "admin:articles_article_change": f"/admin/articles/article/{draft.pk}/change/",
            "admin:articles_article_preview": (
                f"/admin/articles/article/{draft.pk}/preview/?frame=1"
            ),
            "admin:articles_article_revisions": f"/admin/articles/article/{draft.pk}/revisions/",
            "admin:articles_article_links": f"/admin/articles/article/{draft.pk}/links/",
            "preview-link": f"/preview/{token}/",
            "preview-link-text": f"/preview/{token}/text/",
            "admin:articles_article_autosave": f"/admin/articles/article/{draft.pk}/autosave/",
            "admin:articles_article_presence": f"/admin/articles/article/{draft.pk}/presence/",
            "admin:articles_article_everywhere": f"/admin/articles/article/{draft.pk}/everywhere/",
            "admin:everywhere": f"/admin/everywhere/?article={draft.pk}",
            "admin:articles_article_checklist": f"/admin/articles/article/{draft.pk}/checklist/",
            "admin:articles_article_follow": f"/admin/articles/article/{draft.pk}/follow/",
            "admin:assignment": f"/admin/assignments/{assignment.pk}/",
            "admin:assignment_step": f"/admin/assignments/{assignment.pk}/call_off/",
            "admin:calendar": "/admin/calendar/?desk=kerinci&view=month",
            "admin:calendar_move": f"/admin/calendar/move/?item=assignment-{assignment.pk}",
            "admin:budget": "/admin/budget/?desk=kerinci",
            "admin:story_template": f"/admin/story-templates/{template.pk}/",
            "admin:notes": f"/admin/articles/article/{draft.pk}/notes/",
            "admin:notes_people": f"/admin/articles/article/{draft.pk}/notes/people/",
            "admin:notes_thread": f"/admin/articles/article/{draft.pk}/notes/{note.thread_id}/",
            "admin:notes_strike": f"/admin/articles/article/{draft.pk}/notes/strike/{note.pk}/",
            "admin:notification": f"/admin/notifications/{told.pk}/",
            "admin:articles_article_conflict": (
                f"/admin/articles/article/{draft.pk}/conflict/{aside.pk}/"
            ),
            "admin:articles_article_step": f"/admin/articles/article/{draft.pk}/steps/spike/",
            "article": live.versions.get().path,
            "story-data": f"/articles/{live.pk}/ninjs.json",
            "article-number": f"/articles/{live.pk}/",
            "section": "/sections/ekonomi/",
            "topic": "/topics/danau/",
            "reporter": "/reporters/rahmi-anggraini/",
            "archive-day": "/archive/2024/11/20/",
            "photo-file": f"/photos/{storing.keep_rendition(b'RIFF', 'webp')}",
            "admin:complaint": f"/admin/complaints/{complaint.pk}/",
            "admin:photo": f"/admin/photos/{photo.pk}/",
            "admin:photo_original": f"/admin/photos/{photo.pk}/original/",
            "admin:photos_many": f"/admin/photos/many/?photo={photo.pk}",
            "admin:photo_takedown": f"/admin/photos/{photo.pk}/takedown/",
            "admin:photo_discard": f"/admin/photos/{photo.pk}/discard/",
            "admin:photo_receipt": f"/admin/photos/{down.pk}/receipt/",
            "admin:articles_article_photo": f"/admin/articles/article/photo/{photo.pk}/",
            "desk-stylesheet": look.stylesheet_path(network),
            "desk-feed": "/rss.xml",
            "section-feed": "/sections/ekonomi/atom.xml",
            "topic-feed": "/topics/danau/feed.json",
            "reporter-feed": "/reporters/rahmi-anggraini/rss.xml",
            "sitemap-stories": f"/sitemap-{NOW.astimezone(network.zone):%Y-%m}.xml",
            "indexnow": "/kunci-rahasia.txt",
            "icon": icons.icon_path(network, "192"),
            "share": share.share_of(live.versions.get().placements.get(desk=network), network)[
                "src"
            ],
        },
        "objects": {
            "desks_desk": desk.pk,
            "reporters_reporter": credited.pk,
            "reporters_membership": people["own-chief"].memberships.get().pk,
            "accounts_user": people["own-chief"].pk,
            "articles_section": section.pk,
        },
        "network": network,
    }


def keep_original_of(photo):
    """Something in the place of the original: a row alone has none."""
    storing.originals().save(storing.original_name(photo.original), ContentFile(b"JPEG"))


def reads_secret(person, text):
    """Whether `text` says what the draft hides, or to another desk's people what is planned."""
    return SECRET[:50] in text or (person not in INSIDE and PLANNED in text)


def test_every_address_has_an_expectation_and_every_expectation_an_address():
    assert {name for name, _ in every_pattern()} == set(EXPECTED)
    assert all(set(expected) == set(PEOPLE) for expected in EXPECTED.values())


def test_every_kind_of_person_gets_what_is_expected_at_every_address(world):
    wrong = []
    for name, text in every_pattern():
        path = path_of(name, text, world)
        for person, browser in world["browsers"].items():
            response = browser.get(path)
            if response.status_code != EXPECTED[name][person]:
                wrong.append(f"{person} at {path}: {response.status_code}, "
                             f"not {EXPECTED[name][person]}")  # fmt: skip
            by_link = name == "preview-link-text"
            if (
                person not in (*INSIDE, "administrator")
                and not by_link
                # Icons and photos are no text.
                and reads_secret(person, response.content.decode(errors="replace"))
            ):
                wrong.append(f"{person} reads the secret at {path}")
            if response.status_code == 302 and name not in LEAD_ELSEWHERE:
                to_sign_in = response["Location"].startswith("/admin/login/")
                if to_sign_in != (person in SIGN_IN):
                    wrong.append(f"{person} at {path} is sent to {response['Location']}")
    assert not wrong, "\n".join(wrong)


def test_nobody_changes_anything_where_they_may_not_look(world):
    """The same addresses with POST: whoever is refused the page is refused the deed."""
    wrong = []
    for name, text in every_pattern():
        if not name.startswith("admin:") or name in ("admin:login", "admin:logout"):
            continue
        path = path_of(name, text, world)
        for person, browser in world["browsers"].items():
            if EXPECTED[name][person] == 200:
                continue
            status = browser.post(path, {"post": "yes", "note": "Batal."}).status_code
            if status not in (302, 403, 404, 405):
                wrong.append(f"{person} posts to {path}: {status}")
    assert not wrong, "\n".join(wrong)
    world["draft"].refresh_from_db()
    assert (world["draft"].state, world["draft"].edit) == ("draft", 1)
    assert world["people"]["own-chief"].memberships.count() == 1
    assert User.objects.filter(pk=world["people"]["own-chief"].pk).exists()
