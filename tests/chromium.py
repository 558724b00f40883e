"""Debian's Chromium, driven by Playwright, without any request to the outside."""

import shutil
from contextlib import contextmanager

PATH = shutil.which("chromium") or shutil.which("chromium-browser")
COMMAND = "apt-get install chromium"
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
def chromium():
    """A running browser; closed at the end whatever happens."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
