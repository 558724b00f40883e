"""A story's whole way without a mouse: written, submitted, approved, scheduled and carried.

Every key is a real one. Wherever the focus goes it has to be seen: marked, inside the window, and
covered by nothing.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Placement, Version

from .factories import make_desk, make_in_state, make_issued, make_reporter, make_section, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
FAR = 160

# Why the focus cannot be seen, or nothing.
UNSEEN = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  if (here === document.body) return '';
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none' || here.isContentEditable
    // Its inner button has a mark of the browser's own.
    || here.type === 'datetime-local';
  const words = (here.innerText || '').slice(0, 30);
  const said = `${here.tagName} ${here.id || here.className} “${words}”`;
  if (!marked) return `no mark: ${said}`;
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  if (bottom - top < 2 || right - left < 2) return `outside the window: ${said}`;
  for (const [x, y] of [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2],
                        [right - 3, bottom - 3]]) {
    const there = document.elementFromPoint(x, y);
    if (there && (here.contains(there) || there.contains(here)
        || [...(here.labels || [])].some((each) => each.contains(there)))) return '';
  }
  return `covered: ${said}`;
}"""


class Keys:
    """Somebody at a keyboard."""

    def __init__(self, page):
        self.page = page
        self.unseen = set()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def to(self, selector, key="Tab"):
        """Press Tab until the focus is on `selector`; what is passed has to be seen as well."""
        for _ in range(FAR):
            self.press(key)
            if said := self.page.evaluate(UNSEEN):
                self.unseen.add(said)
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return self
        raise AssertionError(f"{selector} is not reached by {key}")

    def enter(self, selector):
        """Go to `selector`, press Enter, and wait for the next page."""
        self.to(selector)
        with self.page.expect_navigation():
            self.press("Enter")
        return self


@pytest.fixture
def sit_down(browser, live_server):
    """Signs somebody in, by keyboard; at the end the focus was never lost from sight."""
    base = live_server.url.replace("127.0.0.1", "localhost")
    sitting = []

    def sit_down(user, address="", viewport=DESKTOP):
        page = browser.new_page(viewport=viewport)
        keys = Keys(page)
        sitting.append(keys)
        page.goto(f"{base}/admin/{address}")
        # The browser puts the focus there with its first frame, which may come after the page.
        page.wait_for_selector("#id_username:focus")
        keys.type(user.username)
        keys.to("#id_password").type("rahasia")
        with page.expect_navigation():
            keys.press("Enter")
        return keys

    yield sit_down
    for keys in sitting:
        keys.page.close()
    assert {said for keys in sitting for said in keys.unseen} == set()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_reporter_writes_formats_and_submits_by_keyboard(sit_down, viewport):
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk)
    make_reporter(desk, user=reporter)
    make_section(name="Lingkungan")
    keys = sit_down(reporter, viewport=viewport)

    keys.enter("#nr-navigation a[href$='/article/add/']")
    keys.to("#id_headline").type("Danau surut lagi")
    keys.to(".prose-menubar__button[data-name=bold]")
    keys.to(".prose-editor > .ProseMirror, [contenteditable=true]").type("Air turun ")
    keys.press("Control+b")
    keys.type("setengah meter")
    keys.to("#id_section").type("Li")
    keys.enter("button[value=submit]")

    article = Article.objects.get()
    assert article.state == "in_review"
    assert article.body == "<p>Air turun <strong>setengah meter</strong></p>"


def test_the_text_editor_is_no_trap_even_in_a_list(sit_down):
    article = make_in_state("draft", body="<ul><li><p>Satu</p></li><li><p>Dua</p></li></ul>")
    keys = sit_down(make_user("editor", article.desk), f"articles/article/{article.pk}/change/")

    keys.to("[contenteditable=true]")
    keys.press("Control+End")
    keys.to("#id_section")
    keys.to("[contenteditable=true]", "Shift+Tab")
    keys.to("#id_headline", "Shift+Tab")


def test_the_choice_of_a_heading_opens_and_closes_by_keyboard(sit_down):
    article = make_in_state("draft")
    keys = sit_down(make_user("editor", article.desk), f"articles/article/{article.pk}/change/")

    keys.to(".prose-menubar__selected button").press("Enter")
    assert keys.page.locator(".prose-menubar__picker").is_visible()
    keys.press("Escape")
    assert not keys.page.locator(".prose-menubar__picker").is_visible()
    keys.press("Enter")
    keys.to("[data-name=heading2]").press("Enter")

    assert "<h2>" in keys.page.locator("[contenteditable=true]").inner_html()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_editor_approves_and_schedules_by_keyboard(sit_down, viewport):
    article = make_in_state("in_review")
    editor = make_user("editor", article.desk)
    keys = sit_down(editor, viewport=viewport)

    keys.enter(".nr-queue-headline")
    keys.enter("button[value=approve]")
    keys.enter(".nr-step button")
    keys.enter("button[value=issue], a[href*='/steps/issue/']")
    keys.to("[name=when]").press("ArrowDown")
    soon = timezone.now().astimezone(article.desk.zone) + timedelta(days=2)
    keys.to("#id_live_from").type(soon.strftime("%m%d%Y"))
    keys.press("Tab")
    keys.type(soon.strftime("%I%M%p"))
    keys.enter(".nr-step button")

    version = Version.objects.get()
    assert version.live_from == soon.replace(second=0, microsecond=0)


def test_a_story_is_carried_by_keyboard(sit_down):
    ambon = make_desk("ambon")
    make_issued(make_desk("maluku"), at=timezone.now() - timedelta(hours=1))
    keys = sit_down(make_user("editor", ambon), "articles/article/carry/")

    keys.to("#q").type("Kabar")
    with keys.page.expect_navigation():
        keys.press("Enter")
    keys.enter("button[value=carry]")

    assert Placement.objects.filter(desk=ambon).exists()


def test_the_first_key_leads_past_the_navigation(sit_down):
    keys = sit_down(make_user("editor", make_desk("kerinci")))

    keys.to(".skip-to-content-link")
    keys.press("Enter", "Tab")

    assert keys.page.evaluate("document.activeElement.closest('main') !== null")
