"""Passing a story on: plain links to where people share, which tell nobody before they are used."""

from urllib.parse import quote_plus

from django.utils.safestring import mark_safe

from .tags import titled

# By name, each with the title and the address of a story as parts of its own address.
PLACES = {
    "WhatsApp": "https://wa.me/?text={title}+{address}",
    "Telegram": "https://t.me/share/url?url={address}&amp;text={title}",
    "Facebook": "https://www.facebook.com/sharer/sharer.php?u={address}",
    "X": "https://x.com/intent/post?url={address}&amp;text={title}",
}
ITEMS = "".join(
    f'<li><a rel="nofollow noopener" href="{link}">{name}</a></li>\n'
    for name, link in PLACES.items()
)


def passing_on(placement, canonical):
    """The items of a list: a link to each place where a story is passed on by its own address."""
    # What is quoted for an address has nothing left that means something in HTML.
    title, address = quote_plus(titled(placement)), quote_plus(canonical)
    return mark_safe(ITEMS.format(title=title, address=address))
