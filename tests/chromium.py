"""Debian's Chromium, driven by Playwright, without any request to the outside."""

import shutil
from contextlib import contextmanager

PATH = shutil.which("chromium") or shutil.which("chromium-browser")
# The same engine of the same version, without what a window would need: the browser takes less than
# half of the processor time. It keeps no pages for back and forward.
WINDOWLESS = shutil.which("chromium-headless-shell") or PATH
COMMAND = "apt-get install chromium chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium(path=PATH):
    """A running browser; closed at the end whatever happens."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
