"""Who gets what at each address: what is expected of the newsroom, and of readers' pages."""

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
