"""Notes on an article: the panel beside its text, a page of their own, and what is done there.

Whoever sees the article sees its notes, but for confidential ones: `Thread.visible_to` decides,
and what it hides is answered with 404 like what does not exist.
"""

import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q
from django.forms.utils import ErrorList
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.long_text import LongText
from articles.models import Article
from articles.talk import notes, passages
from articles.talk.models import Mention, Note, Reader, Thread
from articles.talk.people import who_see

# A page shows as many threads: the open ones first, and of both the newest.
SHOWN = 100
KEY = re.compile(r"([or])([0-9]{1,18})")
# False comes before true.
IS_RESOLVED = ExpressionWrapper(Q(resolved_at__isnull=False), BooleanField())
SUGGESTED = 8
# Asks for the panel alone, without the page around it.
PART = "X-Newsroom-Part"


class NoteForm(forms.Form):
    """A new note, or a reply where it has no more than a text."""

    key = forms.UUIDField(required=False)
    text = LongText(
        label=gettext_lazy("Note"),
        max_length=notes.TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write the note.")},
    )
    quote = forms.CharField(label=gettext_lazy("On these words"), required=False, max_length=5000)
    part = forms.CharField(required=False)
    before = forms.CharField(required=False, strip=False)
    after = forms.CharField(required=False, strip=False)
    only_for = forms.CharField(label=gettext_lazy("Only for"), required=False, max_length=1000)


@dataclass
class Panel:
    """What one user sees of the notes on an article."""

    article: Article
    open: list
    resolved: list
    # The keys of the pages beside it, and the query of its own address.
    older: str = ""
    newer: str = ""
    query: str = ""
    # What was typed and refused: its text and what is wrong with it, by thread; 0 is a new note.
    typed: dict = field(default_factory=dict)
    wrong: dict = field(default_factory=dict)
    failed: int | None = None
    focus: str = ""
    news: str = ""

    @property
    def key(self):
        """A new key for every form that is printed: sent twice it writes once."""
        return uuid.uuid4()

    @property
    def url(self):
        return reverse("admin:notes", args=[self.article.pk])

    def has(self, anchor):
        """Whether the thread or note of this anchor is on the page."""
        threads = [*self.open, *self.resolved]
        anchors = {f"thread-{thread.pk}" for thread in threads}
        return anchor in anchors | {f"note-{note.pk}" for each in threads for note in each.said}

    @property
    def number_open(self):
        """How many open ones there are, as it is printed."""
        more = self.query or (self.older and not self.resolved)
        return f"{len(self.open)}{'+' if more and self.open else ''}"

    @property
    def people_url(self):
        return reverse("admin:notes_people", args=[self.article.pk])


def panel(user, article, query=None):
    """The notes on `article` that `user` reads, in four queries whatever their number.

    `query` (before=key, after=key or neither) says which page of them. None where the way back has
    reached the beginning, whose address is the page's own. Raises Http404 for a key that is none.
    """
    query = query or {}
    back = "after" in query
    said = Note.objects.select_related("by").order_by("pk")
    said = said.prefetch_related(Prefetch("mentions", Mention.objects.select_related("user")))
    threads = (
        Thread.objects.visible_to(user)
        .filter(article=article)
        .select_related("resolved_by")
        .prefetch_related(
            Prefetch("notes", said),
            Prefetch("readers", Reader.objects.select_related("user").order_by("pk")),
        )
        .order_by(IS_RESOLVED, "-pk")
    )
    key = query.get("after" if back else "before")
    if key is not None:
        threads = threads.filter(_beyond(key, back))
    found = list((threads.reverse() if back else threads)[: SHOWN + 1])
    more = len(found) > SHOWN
    found = found[:SHOWN]
    if back:
        if not more:
            return None
        found.reverse()
    texts = {part: passages.text_of(article, part) for part in Thread.Part.values}
    for thread in found:
        thread.article = article
        thread.place = thread.quote and passages.find(
            texts[thread.part], thread.quote, thread.before, thread.after
        )
        thread.said = list(thread.notes.all())
        thread.others = [each.user for each in thread.readers.all() if each.user_id != user.pk]
    return Panel(
        article,
        open=[thread for thread in found if thread.resolved_at is None],
        resolved=[thread for thread in found if thread.resolved_at is not None],
        older=_key(found[-1]) if more or back else "",
        newer=_key(found[0]) if key is not None and found else "",
        query=f"?{urlencode({'after' if back else 'before': key})}" if key is not None else "",
    )


def _key(thread):
    """The key of a thread as it stands in an address."""
    return f"{'o' if thread.resolved_at is None else 'r'}{thread.pk}"


def _beyond(key, back):
    """What comes behind the thread of this key, or before it."""
    told = KEY.fullmatch(key)
    if told is None:
        raise Http404(_("There is no such page of these notes."))
    is_open = told[1] == "o"
    alike = Q(resolved_at__isnull=is_open)
    beyond = alike & Q(**{"pk__gt" if back else "pk__lt": int(told[2])})
    # Behind the open ones stand all that are resolved.
    return beyond | ~alike if is_open != back else beyond


def seen(request, number):
    """The article, or 404 where this user does not see it: never whether it exists."""
    articles = Article.objects.visible_to(request.user).select_related("desk", "section")
    article = articles.filter(pk=number).first() if number < 2**63 else None
    if article is None:
        raise Http404
    return article


def page(request, admin_site, number):
    """All notes on an article; POST writes a new one."""
    article = seen(request, number)
    if request.method != "POST":
        shown = panel(request.user, article, request.GET)
        if shown is None:
            return HttpResponseRedirect(request.path)
        return _answer(request, admin_site, article, shown)
    form = NoteForm(request.POST)

    def write(values):
        quote, part = values["quote"], values["part"]
        if quote.strip() and not part:
            # Typed without a selection: the part is where the words are.
            part = passages.part_with(article, quote)
            if not part:
                raise ValidationError(
                    {"quote": _("These words are not in the text: copy them from it.")}
                )
        return notes.begin(
            article,
            by=request.user,
            at=request.at,
            text=values["text"],
            key=values["key"],
            part=part,
            quote=quote,
            before=values["before"],
            after=values["after"],
            only_for=values["only_for"],
        )

    return _wrote(request, admin_site, article, form, write, 0)


def thread(request, admin_site, number, pk):
    """Reply in a thread, resolve it or open it again; `do` says what, beside a text both."""
    article = seen(request, number)
    found = Thread.objects.visible_to(request.user).filter(article=article, pk=pk).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _answer(request, admin_site, article, _panel_of(request, article))
    found.article = article
    form = NoteForm(request.POST)
    deed = {"resolve": notes.resolve, "reopen": notes.reopen}.get(request.POST.get("do"))
    if deed and not request.POST.get("text", "").strip():
        form.is_valid()
        deed(found, by=request.user, at=request.at, key=_key_of(form))
        news = _("Resolved.") if deed is notes.resolve else _("Opened again.")
        return _done(request, admin_site, article, f"thread-{found.pk}", news)

    def write(values):
        said = {"by": request.user, "at": request.at, "key": values["key"]}
        with transaction.atomic():
            note = notes.reply(found, text=values["text"], **said)
            if deed is notes.resolve:
                # What was typed beside the button is the last word.
                notes.resolve(found, **said)
        return note

    return _wrote(request, admin_site, article, form, write, found.pk)


def strike(request, admin_site, number, pk):
    """Withdraw one's own note."""
    article = seen(request, number)
    note = Note.objects.visible_to(request.user).filter(thread__article=article, pk=pk)
    note = note.select_related("thread").first()
    if note is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    notes.strike(note, by=request.user, at=request.at)
    return _done(request, admin_site, article, f"note-{note.pk}", _("Struck."))


def people(request, number):
    """Who may be mentioned: users who see the article, and of a confidential thread its readers.

    `q` is the beginning of a name; answers at most SUGGESTED.
    """
    article = seen(request, number)
    found = who_see(article).exclude(pk=request.user.pk)
    wanted = request.GET.get("thread", "")
    if wanted.isdecimal() and len(wanted) < 19:
        thread = Thread.objects.visible_to(request.user).filter(article=article, pk=wanted).first()
        if thread is None:
            raise Http404
        if thread.confidential:
            found = found.filter(pk__in=thread.readers.values("user"))
    term = request.GET.get("q", "").replace("\x00", "").strip().lstrip("@")[:150]
    for word in term.split():
        found = found.filter(
            Q(username__istartswith=word)
            | Q(first_name__istartswith=word)
            | Q(last_name__istartswith=word)
            | Q(last_name__icontains=f" {word}")
        )
    return JsonResponse(
        {
            "people": [
                {"username": user.username, "name": str(user)}
                for user in found.order_by("first_name", "last_name", "username")[:SUGGESTED]
            ]
        }
    )


def _key_of(form):
    """The key that the form was printed with, or a new one where it has none."""
    return form.cleaned_data.get("key") or uuid.uuid4()


def _wrote(request, admin_site, article, form, write, about):
    """Write, or show again what was typed with what is wrong about it."""
    form.errors.pop("key", None)
    wrong = dict(form.errors)
    if not wrong:
        try:
            note = write(form.cleaned_data | {"key": _key_of(form)})
        except ValidationError as error:
            wrong = {name: ErrorList(said) for name, said in error.message_dict.items()}
        else:
            unknown = notes.unreached(note)
            news = " ".join([_("Noted."), notes.nobody(unknown) if unknown else ""]).strip()
            return _done(request, admin_site, article, f"note-{note.pk}", news)
    shown = _panel_of(request, article)
    shown.failed, shown.wrong = about, wrong
    shown.typed = {name: request.POST.get(name, "") for name in form.fields}
    return _answer(request, admin_site, article, shown, status=422)


def _done(request, admin_site, article, focus, news):
    """The panel alone for a script; otherwise back to the page of the article, at the note."""
    if not _part_alone(request):
        messages.success(request, news)
        return HttpResponseRedirect(_at(article, focus, request.GET))
    shown = _panel_of(request, article)
    if not shown.has(focus):
        # What was answered is open again, and stands at the beginning.
        shown = panel(request.user, article)
    shown.focus, shown.news = focus, news
    return _answer(request, admin_site, article, shown)


def _part_alone(request):
    return request.headers.get(PART) == "notes"


def _panel_of(request, article):
    """The page of notes from which a form was sent; the first where it is none any more."""
    return panel(request.user, article, request.GET) or panel(request.user, article)


def _at(article, anchor, query):
    """The article's page; the page of its notes where the form stood on another than the first."""
    page = reverse("admin:articles_article_change", args=[article.pk])
    return f"{_page_of(article, query) or page}#{anchor}"


def _page_of(article, query):
    """The address of a page of notes but the first, as `query` asks for it; or nothing."""
    asked = {name: query[name] for name in ("before", "after") if name in query}
    return f"{reverse('admin:notes', args=[article.pk])}?{urlencode(asked)}" if asked else ""


def _answer(request, admin_site, article, shown, status=200):
    with timezone.override(article.desk.zone):
        context = {"notes": shown, "article": article}
        template = "admin/articles/_notes.html"
        if not _part_alone(request):
            template = "admin/articles/notes.html"
            context |= admin_site.each_context(request) | {"title": _("Notes")}
        return render(request, template, context, status=status)
