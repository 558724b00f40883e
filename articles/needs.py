"""What the steps of an article need before they may be taken: one check by name for each need of
the table (workflow.py).
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.reporters.reach import reach_of

from . import assured, html, publishing
from .checklist.ticking import required_open
from .models.article import Article
from .pictures import allowed
from .required.holding import lacking
from .writers import is_writer

# Nothing is scheduled further ahead: a year mistyped, or a calendar that ends.
FARTHEST = timedelta(days=3653)
TOO_FAR = _("This moment is more than ten years ahead: look at the year.")


def said(answers, name):
    """The answer to `name`; a text without its outer spaces, so that blanks are no answer."""
    answer = answers.get(name)
    return answer.strip() if isinstance(answer, str) else answer


def unmet(need, article, by, at, answers):
    """Sentences for one named need that is not met."""
    if need == "complete":
        moment = (answers or {}).get("live_from") or at
        return [sentence for _field, sentence in missing_parts(article, at=moment)]
    if need == "four_eyes":
        if not is_writer(by, article):
            return []
        if not reach_of(by).has("chief", article.desk_id):
            return [_("Somebody who neither wrote it nor is credited on it has to approve it.")]
        if answers is not None and not said(answers, "note"):
            return [_("You wrote this text: as chief editor, note why you approve it yourself.")]
        return []
    if need == "standing_approval":
        return _approval_overtaken(article)
    if need == "care":
        return assured.refusals(article, by=by, at=at, answers=answers)
    if need == "embargo":
        return _impossible_moment(article, at, answers)
    if need == "pictures":
        return _pictures_lost(article, at, answers)
    newest = publishing.newest_version(article)
    ahead = newest is not None and newest.is_scheduled(at)
    if need == "ahead" and not ahead:
        return [_("There is no version ahead: it is already public.")]
    if need == "nothing_ahead" and ahead:
        return [_("A version is scheduled: recall it first.")]
    if need == "carried" and not (
        publishing.carried(article, at=at).filter(desk__in=reach_of(by).desks("editor")).exists()
    ):
        return [_("None of your desks carries this article.")]
    if need == "other_desk" and not reach_of(by).desks("editor") - {article.desk_id}:
        return [_("You edit no other desk that could carry it.")]
    if need == "live_or_seen_ahead" and publishing.live_version(article, at) is None:
        # Of another desk's work nobody learns before its readers do.
        seen = ahead and Article.objects.visible_to(by).filter(pk=article.pk).exists()
        return [] if seen else [_("No version of this article is live.")]
    if need == "live" and publishing.live_version(article, at) is None:
        return [_("No version of this article is live.")]
    if need == "never_public" and newest is not None and newest.live_from <= at:
        return [_("This article was public: withdraw it with a reason instead.")]
    if need == "never_public" and ahead:
        return [_("A version is scheduled: recall it first.")]
    return []


def missing_parts(article, *, at, credited=None, unticked=None):
    """What an article lacks to go on: pairs of the field and a sentence; empty where complete.

    Its pictures must be allowed at the moment `at`, from which it is to be live. `credited` says
    whether it has a byline, and `unticked` which required lines of its checklist nobody has ticked,
    where the caller knows; None asks the database.
    """
    found = []
    if html.is_blank(article.headline):
        found.append(("headline", _("Write a headline.")))
    if html.is_blank(html.text(article.body)):
        found.append(("body", _("Write the body.")))
    if article.section_id is None:
        found.append(("section", _("Choose a section.")))
    if not (article.bylines.exists() if credited is None else credited):
        found.append(("bylines", _("Add at least one byline.")))
    found += lacking(article)
    found += allowed.lacking(article, at=at)
    for line in required_open(article) if unticked is None else unticked:
        found.append(("checklist", _("Not ticked yet: “%(line)s”.") % {"line": line}))
    return found


def _approval_overtaken(article):
    """A withdrawal takes the approval with it: nobody puts back by accident what was taken down."""
    last = article.decisions.filter(step__in=("approve", "withdraw")).order_by("-pk").first()
    if last is None or last.step == "approve":
        return []
    return [_("It was withdrawn after it was approved: return it, and have it approved once more.")]


def _impossible_moment(article, at, answers):
    if answers is None:
        return []
    live_from = answers.get("live_from")
    found = []
    zone = article.desk.zone
    if live_from and live_from > at + FARTHEST:
        return [TOO_FAR]
    if live_from and live_from < at:
        found.append(
            _("%(time)s has passed: choose a moment ahead.") % {"time": clock(live_from, zone)}
        )
    if article.embargo_until and (live_from or at) < article.embargo_until:
        found.append(
            _("It is under embargo until %(time)s: choose that moment or a later one.")
            % {"time": clock(article.embargo_until, zone)}
        )
    return found


def _pictures_lost(article, at, answers):
    """Pictures that readers would have as things stand, and not at the moment that was chosen."""
    moment, newest = (answers or {}).get("live_from"), publishing.newest_version(article)
    if moment is None or newest is None or not newest.is_scheduled(at):
        return []
    lacks_anyway = allowed.lacking(article, at=newest.live_from)
    lost = [
        sentence
        for field, sentence in allowed.lacking(article, at=moment)
        if (field, sentence) not in lacks_anyway
    ]
    if not lost:
        return []
    stays = _(
        "Not moved: it goes out at %(moment)s, as before. Choose a moment at which readers may see "
        "its pictures."
    )
    return [*lost, stays % {"moment": clock(newest.live_from, article.desk.zone)}]


def clock(moment, zone):
    """A moment as sentences and notes say it, in this zone and with its name."""
    return timezone.localtime(moment, zone).strftime("%Y-%m-%d %H:%M %Z")
