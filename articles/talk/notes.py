"""What may be done with notes: begin, reply, resolve, open again, strike."""

import uuid
from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.models.article import Article
from articles.writers import writers_of

from .following import followers_of
from .models.note import CONTEXT, QUOTE_AT_MOST, Mention, Note, Reader, Thread
from .models.notification import Notification
from .people import mentioned, not_reached, who_see
from .telling import tell

TEXT_AT_MOST = 5000
Kind = Notification.Kind


def begin(article, *, by, at, text, key, part="", quote="", before="", after="", only_for=""):
    """Write a note on `article`, or on the passage `quote` of its `part`; returns the Note.

    `before` and `after` are the words around the passage. `only_for` makes it confidential: the
    usernames of those who may read it beside its writer. `key` is the form's own: with the same
    key the same is not written twice. Raises ValidationError, PermissionDenied where `by` does
    not see the article.
    """
    text, quote = _said(text), quote.strip()[:QUOTE_AT_MOST]
    written, key = _written_before(key, by, text)
    if written:
        return written
    _check_sees(article, by)
    if part not in Thread.Part.values or not part or not quote:
        part = quote = before = after = ""
    named = _named(article, by, only_for) if only_for.strip() else None
    found = _mentioned(text, article, by, named)

    def write():
        thread = Thread.objects.create(
            article=article,
            part=part,
            quote=quote,
            before=before[-CONTEXT:],
            after=after[:CONTEXT],
            confidential=named is not None,
            begun_at=at,
        )
        if named is not None:
            Reader.objects.bulk_create(Reader(thread=thread, user=user) for user in [by, *named])
        return _write(thread, by, at, text, key, found, readers=named, reply=False)

    return _once(write, key, by, text)


def reply(thread, *, by, at, text, key):
    """Answer in `thread`; returns the Note. An answer to what is resolved opens it again.

    Raises what `begin` raises.
    """
    text = _said(text)
    written, key = _written_before(key, by, text)
    if written:
        return written
    _check_reads(thread, by)
    readers = _readers(thread)
    found = _mentioned(text, thread.article, by, readers)

    def write():
        locked = _locked(thread)
        if locked.resolved_at is not None:
            _turn(locked, by=None, at=None)
        return _write(locked, by, at, text, key, found, readers=readers, reply=True)

    return _once(write, key, by, text)


def resolve(thread, *, by, at, key):
    """Say that `thread` is settled; once it is, nothing more happens.

    `key` may be that of a reply in the same form.
    """
    _act(thread, Note.Act.RESOLVE, by, at, key)


def reopen(thread, *, by, at, key):
    """Say that `thread` is not settled after all."""
    _act(thread, Note.Act.REOPEN, by, at, key)


def strike(note, *, by, at):
    """Withdraw one's own note: it stays, struck. Where nothing else was said, it is settled."""
    _check_reads(note.thread, by)
    if note.by_id != by.pk or note.act != Note.Act.SAY:
        raise PermissionDenied(_("A note is struck by whoever wrote it."))
    with transaction.atomic():
        thread = _locked(note.thread)
        Note.objects.filter(pk=note.pk, struck_at=None).update(struck_at=at)
        said = thread.notes.filter(act=Note.Act.SAY, struck_at=None)
        if thread.resolved_at is None and not said.exists():
            _turn(thread, by=by, at=at)


def _act(thread, act, by, at, key):
    _check_reads(thread, by)
    resolves = act == Note.Act.RESOLVE
    with suppress(IntegrityError), transaction.atomic():
        thread = _locked(thread)
        if (thread.resolved_at is None) != resolves:
            return
        _turn(thread, by=by if resolves else None, at=at if resolves else None)
        Note.objects.create(thread=thread, act=act, by=by, written_at=at, key=uuid.uuid5(key, act))


def _locked(thread):
    """The thread as it is once its row is ours, with an article that is read after that.

    Joined, the article would be locked as well, and wait for whoever saves it.
    """
    return Thread.objects.select_for_update().get(pk=thread.pk)


def _turn(thread, *, by, at):
    """Resolve the locked thread, or open it where both are None."""
    thread.resolved_by, thread.resolved_at = by, at
    thread.save(update_fields=["resolved_by", "resolved_at"])


def _check_sees(article, user):
    """A note is of what one sees: whoever does not see it is told so without its words."""
    if not Article.objects.visible_to(user).filter(pk=article.pk).exists():
        raise PermissionDenied(_("This article is not there, or no longer yours to see."))


def _check_reads(thread, user):
    if not Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        raise PermissionDenied(_("This article is not there, or no longer yours to see."))


def _said(text):
    """The text as it is kept. Raises ValidationError."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise ValidationError({"text": _("Write the note.")})
    if len(text) > TEXT_AT_MOST:
        raise ValidationError(
            {"text": _("At most %(number)s characters, please.") % {"number": TEXT_AT_MOST}}
        )
    return text


def _named(article, by, only_for):
    """The users whose names stand in `only_for`, beside `by`. Raises ValidationError."""
    typed = " ".join(
        f"@{name.lstrip('@')}" for name in only_for.replace(",", " ").replace(";", " ").split()
    )
    found = mentioned(typed, among=who_see(article))
    unknown = not_reached(typed, found)
    if unknown:
        raise ValidationError({"only_for": nobody(unknown)})
    found = [user for user in found if user != by]
    if not found:
        raise ValidationError({"only_for": _("Name somebody beside yourself.")})
    return found


def _mentioned(text, article, by, named):
    """Whom a note mentions: of a confidential one those alone whom it names."""
    if named is None:
        return mentioned(text, among=who_see(article))
    readers = {user.pk for user in [by, *named]}
    found = mentioned(text, among=who_see(article))
    outside = [user for user in found if user.pk not in readers]
    if outside:
        raise ValidationError(
            {
                "text": _("Not named for this confidential note: %(names)s.")
                % {"names": ", ".join(f"@{user.username}" for user in outside)}
            }
        )
    return found


def nobody(names):
    """That nobody of these usernames sees the article: never whether there is such a user."""
    return _("Nobody by that name sees this article: %(names)s.") % {
        "names": ", ".join(f"@{name}" for name in names)
    }


def unreached(note):
    """Names after an @ in `note` that told nobody."""
    return not_reached(
        note.text, [mention.user for mention in note.mentions.select_related("user")]
    )


def _readers(thread):
    """The users who are named in a confidential thread; None where it is open."""
    if not thread.confidential:
        return None
    return [reader.user for reader in thread.readers.select_related("user").order_by("pk")]


def _write(thread, by, at, text, key, found, *, readers, reply):
    """Write the note and tell each person of it once, in the strongest words."""
    note = Note.objects.create(thread=thread, by=by, written_at=at, text=text, key=key)
    Mention.objects.bulk_create(Mention(note=note, user=user) for user in found)
    told = [(Kind.MENTIONED, found)]
    if reply:
        spoke = thread.notes.filter(act=Note.Act.SAY).exclude(by=by).select_related("by")
        told.append((Kind.REPLIED, [other.by for other in spoke.order_by("pk")]))
    if readers is not None:
        told.append((Kind.REPLIED if reply else Kind.NOTED, readers))
    else:
        told.append((Kind.NOTED, [*writers_of(thread.article), *followers_of(thread.article)]))
    have = {by.pk}
    for kind, users in told:
        fresh = [user for user in users if user.pk not in have]
        have.update(user.pk for user in fresh)
        tell(kind, to=fresh, by=by, at=at, article=thread.article, note=note)
    return note


def _written_before(key, by, text):
    """(the note that this very form has written already or None, the key of what is written now).

    A form that was gone back to, and says something else now, says it with a key of its own.
    """
    known = Note.objects.filter(key=key).first()
    if known is None or (known.by_id, known.text) == (by.pk, text):
        return known, key
    return None, uuid.uuid4()


def _once(write, key, by, text):
    """What `write` writes, or what the same form wrote that was faster."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        written, _key = _written_before(key, by, text)
        if written is None:
            raise
        return written
