"""Paragraphs that stand in a text twice, as they do where two people moved the same one."""

from . import content, html

# Shorter ones are refrains, and lines such as “(bersambung)”.
WORDS = 4


def paragraphs(body):
    """The plain text of each paragraph that `body` has more than once, in their order."""
    seen, twice = set(), {}
    for block in content.blocks(body):
        text = " ".join(html.text(block).split())
        if text in seen and len(text.split()) >= WORDS:
            twice[text] = True
        seen.add(text)
    return list(twice)
