"""Every kind of person against every address there is.

The addresses come from the resolver, the expectations from this file: an address that is added
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
SECRET = "Kata sandi brankas tiga delapan"
# What its desk plans: every reporter of the desk knows it, and nobody of another.
PLANNED = "Rencana liputan gudang lima tujuh"

ROLES = ("reporter", "editor", "chief")
# Of the desk whose unpublished work is the secret, of another branch, and without any role.
INSIDE = tuple(f"own-{role}" for role in ROLES)
OUTSIDE = tuple(f"other-{role}" for role in ROLES)
STAFF = (*INSIDE, *OUTSIDE, "administrator")
PEOPLE = ("anonymous", "no-role", *STAFF)

# A refusal of the sign-in is a redirect to it.
SIGN_IN = {"anonymous": 302, "no-role": 302}


def only(*people, ok=200, others=403):
    """Those people get `ok`, other staff `others`, everybody else the sign-in page."""
    return SIGN_IN | dict.fromkeys(STAFF, others) | dict.fromkeys(people, ok)


EVERYBODY_IN = only(*STAFF)
ADMINISTRATOR = only("administrator")
CHIEFS = only("own-chief", "other-chief", "administrator")
WRITERS = only(*INSIDE, *OUTSIDE)
# Who does not see an article is not told that there is one.
SEES_THE_SECRET = only(*INSIDE, "administrator", others=404)
READERS = dict.fromkeys(PEOPLE, 200)

EXPECTED = {
    "admin:index": EVERYBODY_IN,
    "admin:login": {"anonymous": 200, "no-role": 200} | dict.fromkeys(STAFF, 302),
    "admin:logout": dict.fromkeys(PEOPLE, 405) | SIGN_IN,
    "admin:profile": EVERYBODY_IN,
    "admin:two_steps": EVERYBODY_IN,
    # There is nothing to turn off yet.
    "admin:two_steps_off": only(*STAFF, ok=302),
    "admin:two_steps_codes": only(*STAFF, ok=302),
    # Without a first step there is no second.
    "admin:second_step": dict.fromkeys(PEOPLE, 302),
    # Ahead of time a desk is its editors' alone.
    "admin:preview": only(*INSIDE[1:], *OUTSIDE[1:], "administrator"),
    # Fronts and strips are arranged by the editors of the desk alone.
    "admin:fronts": only(*INSIDE[1:], *OUTSIDE[1:], ok=302),
    "admin:front": only(*INSIDE[1:]),
    "admin:breaking": only(*INSIDE[1:]),
    "admin:why": ADMINISTRATOR,
    "admin:required": CHIEFS,
    "admin:punctuality": CHIEFS,
    # Of the articles that one sees alone.
    "admin:everywhere": EVERYBODY_IN,
    "admin:articles_article_everywhere": SEES_THE_SECRET,
    "admin:imprint": CHIEFS,
    # Administrators look, and leave to chief editors what stops a text.
    "admin:required_of": only("own-chief") | {"other-chief": 404},
    # Whoever forgot their password is not signed in; a link leads to its form.
    "admin:password_reset": READERS,
    "admin:password_reset_done": READERS,
    "admin:password_reset_confirm": dict.fromkeys(PEOPLE, 302),
    "admin:password_change": EVERYBODY_IN,
    "admin:password_change_done": EVERYBODY_IN,
    # Names of reporters, for those who keep reporters.
    "admin:autocomplete": CHIEFS,
    "admin:jsi18n": EVERYBODY_IN,
    "admin:view_on_site": only(others=404),
    "admin:app_list": EVERYBODY_IN,
    "admin:catch_all": only(others=404),
    "admin:articles_article_changelist": EVERYBODY_IN,
    "admin:articles_article_views": EVERYBODY_IN,
    # Names alone, and of those only what the asking user may know of.
    "admin:articles_article_choices": EVERYBODY_IN,
    # What readers have.
    "admin:articles_article_stories": EVERYBODY_IN,
    "admin:articles_article_add": WRITERS,
    "admin:articles_article_carry": only("own-editor", "own-chief", "other-editor", "other-chief"),
    "admin:articles_article_change": SEES_THE_SECRET,
    # Leads to the file.
    "admin:articles_article_photo": only(*INSIDE, "administrator", ok=302, others=404),
    # Says that somebody answers, and to nobody more than that.
    "admin:articles_article_here": READERS,
    "admin:articles_article_autosave": dict.fromkeys(PEOPLE, 405),
    "admin:articles_article_presence": dict.fromkeys(PEOPLE, 405),
    "admin:articles_article_checklist": dict.fromkeys(PEOPLE, 405) | SIGN_IN,
    "admin:articles_article_follow": dict.fromkeys(PEOPLE, 405) | SIGN_IN,
    "admin:assignments": EVERYBODY_IN,
    "admin:assignment_add": WRITERS,
    "admin:assignment": SEES_THE_SECRET,
    # Everybody who sees it may ask; whoever may not take the step is told so.
    "admin:assignment_step": only(*INSIDE[1:], others=404)
    | {"own-reporter": 403, "administrator": 403},
    "admin:calendar": EVERYBODY_IN,
    "admin:calendar_move": only(*INSIDE[1:], others=404)
    | {"own-reporter": 403, "administrator": 403},
    "admin:budget": EVERYBODY_IN,
    # By POST alone.
    "admin:photos": EVERYBODY_IN,
    "admin:photo_upload": WRITERS,
    # Another desk's photo that is not shared is not there.
    "admin:photo": SEES_THE_SECRET,
    # Administrators look, and have no file of a desk.
    "admin:photo_original": only(*INSIDE, others=404),
    "admin:photos_many": only(*INSIDE),
    "admin:photos_ending": EVERYBODY_IN,
    # What readers complain about is for those who decide about it.
    "admin:complaints": only(*INSIDE[1:], *OUTSIDE[1:], "administrator"),
    "admin:complaint": only(*INSIDE[1:], "administrator", others=404),
    "admin:photo_takedown": only(*INSIDE[1:], others=404),
    "admin:photo_receipt": SEES_THE_SECRET,
    # Whoever brought it.
    "admin:photo_discard": only("own-reporter", others=404),
    "admin:story_templates": only("own-chief", "other-chief"),
    "admin:story_template_add": only("own-chief", "other-chief"),
    "admin:story_template": only("own-chief") | {"other-chief": 404},
    "admin:articles_article_preview": SEES_THE_SECRET,
    "admin:articles_article_revisions": SEES_THE_SECRET,
    "admin:articles_article_links": SEES_THE_SECRET,
    # A text that was kept aside is for whoever wrote it.
    "admin:articles_article_conflict": only("own-editor", others=404),
    # Everybody who sees the draft may ask; whoever may not take the step is told so.
    "admin:articles_article_step": only(*INSIDE[1:], others=404)
    | {"own-reporter": 403, "administrator": 403},
    "admin:notes": SEES_THE_SECRET,
    "admin:notes_people": SEES_THE_SECRET,
    "admin:notes_thread": SEES_THE_SECRET,
    # Struck by a button alone.
    "admin:notes_strike": only(*INSIDE, "administrator", ok=405, others=404),
    "admin:notifications": EVERYBODY_IN,
    # Of what one follows, what one sees.
    "admin:followed": EVERYBODY_IN,
    # What somebody else was told is not there.
    "admin:notification": only("own-reporter", ok=302, others=404),
    "admin:mail_wishes": EVERYBODY_IN,
    "admin:mail": ADMINISTRATOR,
    "admin:reporters_reporter_changelist": CHIEFS,
    "admin:reporters_reporter_add": CHIEFS,
    # A chief of another desk is sent back: there is no such reporter for them.
    "admin:reporters_reporter_change": only("own-chief", "administrator") | {"other-chief": 302},
    "admin:reporters_reporter_delete": ADMINISTRATOR,
    "admin:reporters_reporter_history": only("own-chief", "administrator", others=302),
    "admin:reporters_reporter": only(*STAFF, ok=302),
}
for model in ("desks_desk", "reporters_membership", "accounts_user", "articles_section"):
    for page in ("changelist", "add", "change", "delete", "history"):
        EXPECTED[f"admin:{model}_{page}"] = ADMINISTRATOR
    EXPECTED[f"admin:{model}"] = only(*STAFF, ok=302)
EXPECTED["admin:auth_user_password_change"] = ADMINISTRATOR
# Of a user who has none it leads back to their page.
EXPECTED["admin:second_factor_away"] = only("administrator", ok=302)
for name in (
    "front", "article", "section", "topic", "reporter", "archive", "archive-day", "desks",
    "desk-stylesheet", "masthead", "guidelines", "corrections", "desk-feed", "section-feed",
    "topic-feed", "reporter-feed", "sitemap", "sitemap-pages", "sitemap-news",
    "sitemap-stories", "robots", "guide", "licence", "tdmrep", "manifest", "favicon", "icon",
    "share", "most-read", "search", "opensearch", "complaint",
    "offline-worker", "offline", "gone", "saved",
):  # fmt: skip
    EXPECTED[name] = READERS
# There where the operator names a contact, and a key, and a desk who sells its advertising.
for name in ("security", "indexnow", "sellers"):
    EXPECTED[name] = dict.fromkeys(PEOPLE, 404)
# The number alone is sent on to the whole address, and programs to the home of a story.
EXPECTED["article-number"] = EXPECTED["story-data"] = dict.fromkeys(PEOPLE, 301)
LEAD_ELSEWHERE = (
    "way-in", "admin:login", "admin:logout", "admin:password_reset_confirm", "admin:second_step",
)  # fmt: skip
# Whoever has a secret link reads the text, without a sign-in and whoever they are.
EXPECTED["preview-link"] = EXPECTED["preview-link-text"] = READERS
# Leads to the newsroom's first page, which then asks for the sign-in.
EXPECTED["way-in"] = dict.fromkeys(PEOPLE, 302)
# A public file's name tells it from all others, and cannot be guessed.
EXPECTED["photo-file"] = READERS


@pytest.fixture
def world(settings):
    """A network with a secret draft, one live story, and one of every kind of person."""
    settings.MAILS = True
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
