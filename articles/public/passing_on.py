"""Passing a story on: plain links to where people share, which tell nobody before they are used."""

from urllib.parse import urlencode

from .tags import titled

PLACES = {
    "WhatsApp": "https://wa.me/",
    "Telegram": "https://t.me/share/url",
    "Facebook": "https://www.facebook.com/sharer/sharer.php",
    "X": "https://x.com/intent/post",
}


def passing_on(placement, canonical):
    """(name, link) of each place where a story can be passed on, by its own address."""
    title = titled(placement)
    says = {
        "WhatsApp": {"text": f"{title} {canonical}"},
        "Telegram": {"url": canonical, "text": title},
        "Facebook": {"u": canonical},
        "X": {"url": canonical, "text": title},
    }
    return [(name, f"{where}?{urlencode(says[name])}") for name, where in PLACES.items()]
