"""Deciding between two people's changes of the same words: nothing that is not chosen is lost.

A save over somebody else's change leaves a revision kept aside (articles/editing.py). Here it is
merged with the working copy as it stands, and what contradicts is decided, one by one.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from . import content, editing, merging
from .merging import MINE, THEIRS
from .models.article import Article
from .models.passage import Passage, digest_of
from .models.revision import Revision
from .said import label_of_clash
from .workflow import may_edit_text


class Undecided(Exception):
    """Not saved: a choice lacks, or somebody saved since the person looked (`moved_on`)."""

    def __init__(self, *, moved_on):
        self.moved_on = moved_on
        super().__init__("The conflict is not decided.")


@dataclass(frozen=True)
class Conflict:
    """A text kept aside against the working copy as it stands."""

    article: Article
    aside: Revision
    merge: merging.Merge
    stored: dict
    latest: Revision | None

    @property
    def saved_by(self):
        """Who saved the working copy as it stands."""
        return self.latest.by if self.latest else self.article.created_by

    @property
    def saved_at(self):
        """When that was."""
        return self.latest.saved_at if self.latest else self.article.changed_at

    @cached_property
    def _wrote(self):
        """Who brought each passage of the body at a clash, by its digest; asked for all at once."""
        blocks = [block for clash in self.merge.clashes for block in _blocks(clash)]
        digests = {digest_of(block) for block in blocks}
        found = Passage.objects.filter(article=self.article, digest__in=digests)
        return {bytes(each.digest): each for each in found.select_related("by").defer("text")}

    def writers(self, clash):
        """Names of those whose words stand at that place of the working copy."""
        found = (self._wrote.get(digest_of(block)) for block in _blocks(clash))
        passages = sorted(filter(None, found), key=lambda each: each.pk)
        users = list(dict.fromkeys(each.by for each in passages))
        return ", ".join(str(user) for user in users or [self.saved_by])


def _blocks(clash):
    """The blocks of the working copy's body at that place."""
    return clash.theirs if clash.part == "body" else []


def conflict_of(aside):
    """The conflict that `aside`, a revision kept aside, has with its article now."""
    article = Article.objects.select_related("desk", "section").get(pk=aside.article_id)
    return _conflict(article, aside)


def waiting(article, by, *, since):
    """The text of `by` that was kept aside last, if nobody decided about it yet; or None."""
    aside = article.revisions.filter(origin=Revision.Origin.ASIDE, by=by).order_by("-pk").first()
    return aside if aside and not aside.name and aside.saved_at > since else None


@transaction.atomic
def settle(aside, *, by, at, edit, choices):
    """Save what was decided; returns the Article.

    `edit` is the save that the person looked at, `choices` one of THEIRS, MINE and BOTH by the
    key of each clash. What is not chosen stays as a named revision. A conflict that is settled
    already stays as it was settled. Raises Undecided, PermissionDenied or ValidationError.
    """
    article = Article.objects.select_for_update().get(pk=aside.article_id)
    aside = Revision.objects.get(pk=aside.pk)
    if aside.name:
        return article
    if not may_edit_text(by, article):
        raise PermissionDenied(_("This text is not yours to change as it stands."))
    editing.remember(article)
    conflict = _conflict(article, aside)
    if edit != article.edit:
        raise Undecided(moved_on=True)
    clashes = conflict.merge.clashes
    if any(choices.get(clash.key) not in clash.choices for clash in clashes):
        raise Undecided(moved_on=False)
    Revision.objects.keep_latest(article)
    decided = conflict.merge.decided({clash.key: choices[clash.key] for clash in clashes})
    if decided != conflict.stored:
        values, bylines, topics, pictures = editing.rows_of(decided)
        # A photo may have been discarded or taken down since somebody chose it.
        editing.check_photos(article, decided, decided["pictures"], by)
        editing.write(
            article, by=by, at=at, values=values, bylines=bylines, topics=topics,
            pictures=pictures, origin=Revision.Origin.MERGE,
        )  # fmt: skip
    mine = [clash for clash in clashes if choices[clash.key] == THEIRS]
    theirs = [clash for clash in clashes if choices[clash.key] == MINE]
    Revision.objects.filter(pk=aside.pk).update(name=_named(mine, clashes, str(by)))
    if theirs:
        Revision.objects.record(
            article,
            conflict.stored,
            by=conflict.saved_by,
            at=conflict.saved_at,
            origin=Revision.Origin.ASIDE,
            name=_named(theirs, theirs, str(conflict.saved_by)),
        )
    return article


def _conflict(article, aside):
    stored = content.of_article(article)
    return Conflict(
        article=article,
        aside=aside,
        merge=merging.merge(aside.content_over, stored, aside.content),
        stored=stored,
        latest=article.revisions.filter(edit=article.edit).select_related("by").first(),
    )


def _named(lost, clashes, who):
    """The name under which a text is found again that was decided about."""
    what = ", ".join(label_of_clash(clash) for clash in lost or clashes)
    sentence = _("Not chosen: %(what)s, %(who)s") if lost else _("Chosen: %(what)s, %(who)s")
    return (sentence % {"what": what, "who": who})[: Revision._meta.get_field("name").max_length]
