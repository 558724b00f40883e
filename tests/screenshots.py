"""Makes the README's pictures from the running demo: `make screenshots` while `make run` runs.

`python -m tests.screenshots [--port 8000] [--to docs/screenshots]`
"""

import argparse
import sys
from pathlib import Path

from articles.demo.logins import PASSWORD

from .chromium import PATH, chromium

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


# Pictures in the window come late: they are asked for once it is laid out.
LOADED = """() => Promise.all([document.fonts.ready, ...[...document.images]
  .filter((each) => each.getBoundingClientRect().top < innerHeight && each.checkVisibility())
  .map((each) => each.decode().catch(() => {}))])"""


def take(page, path):
    """A picture of what the window shows, once its fonts and pictures are there."""
    page.evaluate(LOADED)
    page.screenshot(path=path, quality=80)


def readers(browser, base, folder):
    """The sites as readers see them."""
    host = base.replace("localhost", "kerinci.localhost")
    for name, address, size, scheme in (
        ("front", base, DESKTOP, "light"),
        ("desk-phone", host, PHONE, "dark"),
    ):
        page = browser.new_page(viewport=size, color_scheme=scheme)
        page.goto(f"{address}/")
        take(page, folder / f"{name}.jpg")
        page.close()
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{host}/")
    page.goto(page.locator("main h2 a, main h3 a").first.evaluate("link => link.href"))
    take(page, folder / "article-phone.jpg")
    page.close()


def newsroom(browser, base, folder):
    """The admin as an editor sees it."""
    for suffix, size, scheme in (("", DESKTOP, "light"), ("-phone", PHONE, "dark")):
        page = browser.new_page(viewport=size, color_scheme=scheme)
        page.goto(f"{base}/admin/")
        page.fill("#id_username", "editor")
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(f"{base}/admin/")
        take(page, folder / f"newsroom{suffix}.jpg")
        if size == PHONE:
            page.close()
            continue
        page.goto(f"{base}/admin/articles/article/?state=in_review")
        page.goto(page.locator("#result_list tbody th a").first.evaluate("link => link.href"))
        page.locator(".ProseMirror[contenteditable]").wait_for()
        take(page, folder / f"writing{suffix}.jpg")
        page.close()


def main(arguments):
    """Take every picture; the exit status says whether there was a browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8000")
    parser.add_argument("--to", default="docs/screenshots", type=Path)
    options = parser.parse_args(arguments)
    if not PATH:
        print("No Chromium: `apt-get install chromium` first.", file=sys.stderr)
        return 1
    options.to.mkdir(parents=True, exist_ok=True)
    base = f"http://localhost:{options.port}"
    with chromium() as browser:
        readers(browser, base, options.to)
        newsroom(browser, base, options.to)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
