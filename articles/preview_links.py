"""Secret preview links: who makes and revokes them, and when they show something."""

import base64
import hashlib
import hmac
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from newsroom.reporters.reach import reach_of

from .models.article import Article, grounds_to_see
from .models.preview_link import BROWSER_LENGTH, LONGEST, Opening, PreviewLink

# Of one article at one time; more would be a mailing list.
WORKING_AT_MOST = 20
# The same browser at the same address within this time has opened it once.
ONCE = timedelta(minutes=1)
SALT = "articles.preview_links"


def may_make(user, article):
    """Whether `user` may make links to `article`: who writes or edits, and sees it.

    A network administrator sees everything and decides about nothing.
    """
    if not reach_of(user).roles:
        return False
    grounds = grounds_to_see(user)
    grounds.pop("administrator", None)
    return Article.objects.filter(reduce(or_, grounds.values()), pk=article.pk).exists()


def may_revoke(user, link):
    """Whether `user` may revoke the link: its maker, the desk's editors, an administrator."""
    is_editor = reach_of(user).has("editor", link.article.desk_id)
    return user.is_active and (link.made_by_id == user.pk or is_editor or user.is_superuser)


def make(article, *, label, lasts, by, at, press):
    """Make a link that works for `lasts` (a timedelta): (PreviewLink, its token).

    `press` names the one pressing of the button, an unguessable text of the form that was filled
    in: pressed twice it is the same link. The token follows from it and from the machine's secret,
    and is kept nowhere. Raises PermissionDenied, or ValidationError.
    """
    if not may_make(by, article):
        raise PermissionDenied(_("Who writes or edits at its desk makes preview links."))
    if not timedelta(0) < lasts <= LONGEST:
        raise ValidationError({"lasts": _("A preview link works for at most 14 days.")})
    token = _token(article, by, press)
    with transaction.atomic():
        # One at a time, so that the number of links is what was counted.
        article = Article.objects.select_for_update().get(pk=article.pk)
        link = PreviewLink.objects.filter(token_hash=hashed(token)).first()
        if link is not None:
            return link, token
        if article.state == Article.State.SPIKED:
            raise ValidationError(_("It is spiked: nobody gets a preview of it."))
        working = article.preview_links.filter(revoked_at=None, expires_at__gt=at)
        if working.count() >= WORKING_AT_MOST:
            raise ValidationError(
                _("This article has %(number)s working links: revoke one first."),
                params={"number": WORKING_AT_MOST},
            )
        link = PreviewLink(
            article=article,
            token_hash=hashed(token),
            label=label,
            made_by=by,
            made_at=at,
            expires_at=at + lasts,
        )
        link.full_clean(exclude=["article", "made_by", "revoked_by", "revoked_at"])
        link.save()
    return link, token


def _token(article, by, press):
    message = f"{SALT}\n{article.pk}\n{by.pk}\n{press}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hashed(token):
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def revoke(link, *, by, at):
    """Let the link show nothing from now on; a second time changes nothing."""
    if not may_revoke(by, link):
        raise PermissionDenied(_("Its maker and the editors of the desk revoke a preview link."))
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at, revoked_by=by)


def working(token, *, at):
    """The link of this token with its article, where it shows something at `at`; else None.

    It does not where it has expired or was revoked, where the article was spiked, or withdrawn
    since, and where its maker might not make it any more.
    """
    links = PreviewLink.objects.select_related("article__desk", "article__section", "made_by")
    link = links.filter(token_hash=hashed(token), revoked_at=None, expires_at__gt=at).first()
    return link if link is not None and stopped(link) is None else None


def stopped(link):
    """Why a link that is neither expired nor revoked shows nothing: a sentence, or None.

    The withdrawals, and what the maker may, are asked once for each article object.
    """
    article = link.article
    if article.state == Article.State.SPIKED:
        return _("The article is spiked.")
    if "_withdrawn_at" not in article.__dict__:
        withdrawals = article.notices.withdrawals()
        article.__dict__["_withdrawn_at"] = withdrawals.aggregate(last=Max("published_at"))["last"]
    withdrawn_at = article.__dict__["_withdrawn_at"]
    if withdrawn_at and withdrawn_at >= link.made_at:
        return _("The article was withdrawn.")
    makers = article.__dict__.setdefault("_makers", {})
    if link.made_by_id not in makers:
        makers[link.made_by_id] = may_make(link.made_by, article)
    return None if makers[link.made_by_id] else _("Its maker may no longer see the article.")


def note_opening(link, *, at, read, ip_address, browser, user=None):
    """Log that somebody opened `link`; a page loaded again at once is one opening."""
    browser = browser.replace("\0", "")[:BROWSER_LENGTH]
    same = {"link": link, "read": read, "ip_address": ip_address, "browser": browser, "user": user}
    if not Opening.objects.filter(**same, at__gt=at - ONCE).exists():
        Opening.objects.create(at=at, **same)
