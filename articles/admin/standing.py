"""Where an article stands: its state, and what the clock says of its versions."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from articles.models import Notice, Version


@dataclass(frozen=True)
class Standing:
    """A pill: the name of its look, and its words."""

    name: str
    label: str


def with_spans(articles):
    """`articles` with what `of` reads, in two more queries whatever their number."""
    spans = Version.objects.only(
        "article_id", "number", "live_from", "live_until", "desk_id", "issued_at"
    )
    return articles.prefetch_related(
        Prefetch("versions", spans.order_by("-number")),
        Prefetch(
            "notices",
            Notice.objects.withdrawals().only("article_id", "published_at"),
            to_attr="withdrawals",
        ),
    )


def of_version(version, withdrawals, at):
    """What the clock says of one version of an article with these withdrawals."""
    if version.live_until == version.live_from:
        withdrawn = any(
            version.issued_at <= notice.published_at <= version.live_from for notice in withdrawals
        )
        return Standing("superseded", _("cancelled") if withdrawn else _("recalled"))
    if version.is_live(at):
        return Standing("live", _("live"))
    if version.is_scheduled(at):
        return Standing("scheduled", _("scheduled"))
    if any(notice.published_at == version.live_until for notice in withdrawals):
        return Standing("withdrawn", _("withdrawn"))
    return Standing("superseded", _("superseded"))


def of(article, at):
    """The pills of an article fetched `with_spans`: the working copy's, then the public's."""
    spans = list(article.versions.all())
    public = [of_version(version, article.withdrawals, at) for version in spans]
    kept = [each for each in public if each.name in ("live", "scheduled")]
    if not kept and public:
        kept = [each for each in public if each.name == "withdrawn"][:1]
    if article.state == "issued" and kept:
        return kept
    return [Standing(article.state, article.get_state_display()), *kept]
