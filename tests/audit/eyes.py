"""What a browser finds on a page: axe's rules, what sticks out, what was refused or complained."""

import json
import re
from urllib.parse import urlsplit

from playwright.sync_api import Error

from .tools import AXE

WIDTHS = (390, 1440)
# At which a page needs no scrolling to the side (WCAG 2.2, 1.4.10).
NARROWEST = 320
SCHEMES = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What the colours of a page decide: the rest was said of the light page already.
OF_COLOUR = ["color-contrast", "link-in-text-block"]

RUN = """async (options) => {
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
  const found = await axe.run(document, {
    ...options, resultTypes: ['violations'], iframes: false, preload: false});
  return found.violations.flatMap(rule => rule.nodes.map(node => [
    rule.id, node.target.join(' '),
    (node.any[0] || node.all[0] || node.none[0] || {message: rule.help}).message,
  ]));
}"""
STICKS_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const inside = (element) => {
    for (let above = element.parentElement; above && above !== root; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== 'visible') return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !inside(element));
  const named = (element) => element.tagName.toLowerCase() + (element.id ? '#' + element.id : '')
    + [...element.classList].map((name) => '.' + name).join('');
  const said = wide.slice(-3).map(named).join(', ');
  return [`${root.scrollWidth} of ${root.clientWidth} pixels: ${said}`];
}"""


# Sends the first form of a page with nothing in it, whatever the browser thinks of that.
SEND_EMPTY = """() => {
  const form = [...document.querySelectorAll('main form')].find((each) =>
    each.method === 'post' && each.querySelector('input:not([type=hidden]), textarea, select'));
  if (!form) return false;
  form.noValidate = true;
  for (const each of form.querySelectorAll('input, textarea'))
    if (!['hidden', 'submit', 'radio', 'checkbox'].includes(each.type)) each.value = '';
  form.querySelector('[type=submit], button:not([type=button])').click();
  return true;
}"""
# Pages whose form refuses to be sent empty: what they say then is looked at as well.
REFUSING = re.compile(
    r"_add|^complaint:|password_change:$|:password_reset(_confirm)?:$|:login|:breaking|:required_of|step:(withdraw|return|spike|decline|call)"
)


class Eyes:
    """A browser's context of one person, at one width and in one scheme."""

    def __init__(self, browser, width, cookies):
        phone = {"has_touch": True, "is_mobile": True} if width == WIDTHS[0] else {}
        self.width = width
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if phone else 900}, locale="id-ID", **phone
        )
        if cookies:
            self.context.add_cookies(cookies)
        self.axe = AXE.read_text(encoding="utf-8")

    def look(self, page, picture=None):
        """The faults of one page: triples of (what saw it, rule, sentence)."""
        found = []
        tab = self.context.new_page()
        host = urlsplit(page.address).netloc
        tab.on("pageerror", lambda error: found.append(("script", "error", str(error))))
        tab.on("request", lambda request: found.extend(_elsewhere(request.url, host)))

        def complained(message):
            found.extend(_complaint(message, page))

        try:
            # The checks themselves bring styles of their own in: heard is what the page does.
            tab.on("console", complained)
            if page.made:
                tab.route(
                    page.address,
                    lambda route: route.fulfill(
                        status=page.status, content_type="text/html; charset=utf-8", body=page.html
                    ),
                )
            answer = tab.goto(page.address, wait_until="load")
            if answer.status != page.status:
                return []  # The demo's clock went on: it is another page by now.
            _settled(tab)
            tab.remove_listener("console", complained)
            found += self._seen(tab, picture)
            if REFUSING.search(":".join(page.kind[:2])) and tab.evaluate(SEND_EMPTY):
                tab.wait_for_timeout(300)
                tab.wait_for_load_state("load")
                _settled(tab)
                refused = picture and (lambda *of: picture(*of).with_suffix(".refused.png"))
                found += [
                    (saw, rule, f"{said} (when refused)")
                    for saw, rule, said in self._seen(tab, refused)
                ]
        except Error as error:
            # A page that does not get ready is a fault of its own, and no end of the audit.
            found.append(("browser", "not-ready", str(error).splitlines()[0]))
        finally:
            tab.close()
        return found

    def _seen(self, tab, picture):
        """What is wrong with the page as it stands, in each scheme."""
        found = []
        # As tall as the page, so that a bar at the foot of the window covers nothing by chance.
        tall = min(max(tab.evaluate("document.documentElement.scrollHeight"), 844), 8000)
        tab.set_viewport_size({"width": self.width, "height": tall})
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            tab.wait_for_timeout(50)
            found += self._rules(tab, scheme)
            if picture:
                tab.screenshot(path=picture(self.width, scheme), full_page=True)
        for width in (self.width, NARROWEST) if self.width == WIDTHS[0] else (self.width,):
            tab.set_viewport_size({"width": width, "height": tall})
            found += [("layout", "sticks-out", said) for said in tab.evaluate(STICKS_OUT)]
        return found

    def _rules(self, tab, scheme):
        only = TAGS if scheme == SCHEMES[0] else OF_COLOUR
        options = {"runOnly": {"type": "tag" if only is TAGS else "rule", "values": only}}
        for frame in tab.frames:
            if not frame.url.startswith("http"):
                continue
            if not frame.evaluate("() => Boolean(window.axe)"):
                frame.evaluate(self.axe)
            for rule, element, said in frame.evaluate(RUN, options):
                where = f"{element} (in {scheme})" if only is not TAGS else element
                yield ("axe", rule, f"{where}: {said}")

    def close(self):
        self.context.close()


def _settled(tab):
    """Wait until the page has what it loads, and its text editor."""
    tab.wait_for_load_state("networkidle")
    if tab.locator("#id_body_text").count():
        tab.locator(".ProseMirror[contenteditable]").first.wait_for()


def _complaint(message, page):
    """A console's error; the answer of a page that is meant to be refused is none."""
    if message.type not in ("error", "warning"):
        return []
    if page.status >= 400 and "Failed to load resource" in message.text:
        return []
    return [("console", message.type, re.sub(r"\s+", " ", message.text)[:240])]


def _elsewhere(url, host):
    """A request to a host that is not of this network; a preview wears its desk's colour."""
    parts = urlsplit(url)
    if parts.scheme in ("data", "blob", "about") or parts.netloc.endswith(host.split(".")[-1]):
        return []
    return [("network", "another-host", url[:200])]


def signed_in(browser, base, username, password):
    """The cookies of a person who signed in, as Playwright has them."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{base}/admin/")
    tab.fill("#id_username", username)
    tab.fill("#id_password", password)
    tab.click("[type=submit]")
    tab.wait_for_url(f"{base}/admin/")
    cookies = context.cookies()
    context.close()
    return json.loads(json.dumps(cookies))
