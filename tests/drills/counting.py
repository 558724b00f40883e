"""What was lost, early, double or not served, once a drill's newsroom has come to rest."""

import re
import time
from collections import Counter
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from tests.rig import PATIENCE, get, wait_until

HOST = "kerinci.localhost"
TITLE = re.compile(rb"<title>([^<]*)</title>")


def asked_anew(question):
    """What `question()` finds by a connection that is whole."""
    connection.close()
    try:
        return question()
    except OperationalError:
        connection.close()
        return question()


def lost_and_double(ledger):
    """(lost, double, sentences) of what was confirmed to editors, as the database has it."""
    return asked_anew(lambda: _lost_and_double(ledger))


@transaction.atomic
def _lost_and_double(ledger):
    from articles.models import Article, Decision, Placement, Version

    lost, double = [], []
    headlines = Counter(
        Article.objects.filter(headline__in=ledger.tried).values_list("headline", flat=True)
    )
    lost += [f"article “{each}”" for each in ledger.begun if not headlines[each]]
    double += [f"article “{each}”" for each, times in headlines.items() if times > 1]
    bodies = dict(Article.objects.values_list("pk", "body"))
    for article, word in ledger.words:
        times = bodies.get(article, "").count(f"<p>{word}</p>")
        lost += [f"word {word}"] * (times == 0)
        double += [f"word {word}"] * (times > 1)
    decisions = Counter(Decision.objects.values_list("article", "step"))
    lost += [f"step {each}" for each in ledger.steps if not decisions[each]]
    # Each article here walks the line once.
    double += [f"step {each}" for each, times in decisions.items() if times > 1]
    issued = {article for article, step in decisions if step == "issue"}
    ours = issued & set(ledger.begun.values())
    versions = Counter(Version.objects.filter(article__in=ours).values_list("article", flat=True))
    lost += [f"version of {each}" for each in ours if not versions[each]]
    double += [f"version of {each}" for each, times in versions.items() if times > 1]
    # Nothing half: a version stands at its home and on the two desks above, and is told of.
    places = Counter(
        Placement.objects.filter(version__article__in=ours).values_list("version", flat=True)
    )
    lost += [f"placements of version {each}" for each, number in places.items() if number != 3]
    half = Article.objects.filter(state="issued", versions=None).count()
    half += Version.objects.exclude(pk__in=Placement.objects.values("version")).count()
    # What was let through without its decision, or whose decision let nothing through.
    half += sum(versions[each] != decisions[each, "issue"] for each in set(versions) | ours)
    lost += ["half of an issue"] * half
    return len(lost), len(double), [*lost, *double][:5]


def time_passes(**span):
    """Leases run out and what was put off is due, as if so much time had passed."""
    from articles.outbox.models import Delivery
    from articles.talk.models import Mail, Notification

    past = timezone.now() - timedelta(seconds=1)

    def pass_by():
        for model in (Delivery, Mail):
            rows = model.objects.waiting()
            rows.filter(next_at__lt=timezone.now() + timedelta(**span)).update(next_at=past)
            rows.exclude(leased_until=None).update(leased_until=past)
        Notification.objects.exclude(mail_at=None).update(mail_at=past)

    asked_anew(pass_by)


def all_delivered(house, seconds=90):
    """(lost, sentences): what nobody outside heard of, once the worker got on no more.

    Given up are those where nothing went out for so many `seconds`.
    """
    from articles.outbox.calling import feeds_of
    from articles.outbox.models import Delivery
    from articles.talk.models import Mail, Notification

    # Of what is still ahead nobody is told.
    public = Delivery.objects.exclude(version__live_from__gt=timezone.now())

    def waits():
        left = public.waiting().count() + Mail.objects.waiting().count()
        return left + Notification.objects.exclude(mail_at=None).count()

    least, end = asked_anew(waits), time.monotonic() + seconds
    while least and time.monotonic() < end:
        time_passes(hours=1)
        time.sleep(1)
        if (left := asked_anew(waits)) < least:
            least, end = left, time.monotonic() + seconds

    def unheard():
        found = [f"{each} waits" for each in [waits()] if each]
        calls = Counter(
            frozenset(feeds_of(delivery.version, delivery.desk))
            for delivery in public.select_related("version__section", "desk")
        )
        # Stories of one desk and section change the same feeds: each makes a call of its own.
        for feeds, number in calls.items():
            if house.hub.got[feeds] < number:
                found.append(f"{number - house.hub.got[feeds]} calls about {sorted(feeds)[0]}")
        for mail in Mail.objects.all():
            if mail.sent_at and not any(str(mail.key) in sent for sent in house.mail.got):
                found.append(f"mail {mail.pk}")
        found += [f"delivery {each} dropped" for each in Delivery.objects.exclude(dropped_at=None)]
        return found

    found = asked_anew(unheard)
    return len(found), found[:5]


def close(house, row, site, ledger, readers):
    """Count what is left once the newsroom has come to rest, and stop it: the finished `row`."""
    wait_until(lambda: site.serves(), "The newsroom does not come back.")
    due, ahead = house.watches
    due.join(PATIENCE)
    undelivered, unheard = all_delivered(house)
    row.lost, row.double, found = lost_and_double(ledger)
    unseen, twice, seen = as_readers_have_it(site, ledger)
    row.lost += undelivered + unseen
    row.double += twice + shown_twice()
    told = asked_anew(lambda: ahead.version.deliveries.exclude(sent_at=None).count())
    for watch in house.watches:
        watch.over.set()
        watch.join(PATIENCE)
    row.early = due.early + ahead.early + told
    site.stop()
    if due.first is None:
        row.lost += 1
        found.append("the story that was due did not come")
    else:
        late = (due.first - due.version.live_from).total_seconds()
        row.notes += f" The story that was due came after {late:.2f} s."
    row.confirmed = ledger.total()
    refused = [str(each) for each in ledger.refused]
    if refused:
        row.notes += f" {len(refused)} times an editor was refused, so {refused[0]}."
    if ledger.pressed_again:
        row.notes += f" {ledger.pressed_again} times an editor pressed again."
    row.asked, row.again = readers.asked, readers.again
    row.unserved = sum(readers.unserved.values())
    if readers.unserved:
        row.notes += f" Not served: {dict(readers.unserved.most_common(12))}."
    row.notes += f" {readers.stale} old pages, the slowest took {readers.longest:.1f} s."
    if wrong := found + unheard + seen:
        row.notes += f" WRONG: {'; '.join(wrong)}."
    row.notes = row.notes.strip()
    return row


def as_readers_have_it(site, ledger):
    """(lost, double, sentences) of what was issued: whether readers have it, and have it once."""
    from articles.models import Version

    issued = {article for article, step in ledger.steps if step == "issue"}
    ours = Version.objects.filter(article__in=issued).order_by("pk")
    versions = asked_anew(lambda: list(ours.only("article_id", "slug", "headline")))
    lost = [
        f"“{each.headline}” is not at its address" for each in versions if not _is_there(site, each)
    ]
    titles = Counter(TITLE.findall(get(site.port, HOST, "/rss.xml")[2]))
    times = {each.headline: titles[each.headline.encode()] for each in versions}
    newest = [each.headline for each in versions[-5:]]
    lost += [f"“{each}” is not in the feed" for each in newest if not times[each]]
    double = [f"“{each}” is in the feed twice" for each in times if times[each] > 1]
    return len(lost), len(double), [*lost, *double][:5]


def _is_there(site, version):
    status, _headers, page = get(site.port, HOST, version.path)
    return status == 200 and version.headline.encode() in page


def shown_twice():
    """How many things stand twice where people look: deliveries beside a story, notifications."""
    return asked_anew(_shown_twice)


def _shown_twice():
    from articles.outbox.models import Delivery
    from articles.talk.models import Notification

    shown = Delivery.objects.values("version", "desk", "channel", "occasion")
    told = Notification.objects.values("to", "kind", "article", "told_at")
    return sum(
        rows.annotate(times=Count("*")).filter(times__gt=1).count() for rows in (shown, told)
    )
