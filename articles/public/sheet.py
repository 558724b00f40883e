"""What a page prints of a story: put together where a part of the page is not known yet."""

from functools import cached_property
from urllib.parse import urljoin

from newsroom.desks.hosts import address

from . import linked, notices, pictures, tags
from .cards import story_card
from .care import as_unverified, help_of
from .made import key_of
from .passing_on import passing_on
from .share import share_of


class Sheet:
    """A placement as its page prints it: in the head, and from the headline to the foot.

    `named` are the stories that its text links to, by number (articles/public/onward.py). Most
    pages are of stories whose parts are known: of those nothing here is asked for but `known_by`.
    """

    def __init__(self, request, placement, named):
        self.request, self.placement, self.named = request, placement, named
        self.version = placement.version

    @property
    def known_by(self):
        """All that it is made of: rows that never change by their numbers, the others as read."""
        placement, version = self.placement, self.version
        home, section = version.desk, version.section
        return (
            placement.pk,
            placement.headline,
            (home.name, home.masthead, home.host),
            (section.name, section.slug),
            *[each["pk"] for each in placement.pictures],
            key_of((placement.told, placement.history, placement.answers, self.named, self.help)),
        )

    @cached_property
    def help(self):
        """Where readers find help, of a story about a suicide; else None."""
        return help_of(self.request, self.version)

    @cached_property
    def told(self):
        """Its notices, the newest first."""
        return notices.of(self.placement, self.request)

    @property
    def unverified(self):
        """The last paragraph of a story that still needs verification; else empty."""
        return as_unverified(self.version)

    @property
    def number(self):
        """The article's number as scripts and addresses have it."""
        return str(self.placement.article_id)

    @property
    def title(self):
        """The headline for where it stands alone."""
        return tags.titled(self.placement)

    @property
    def headline(self):
        """The headline on this desk's pages."""
        return self.placement.shown_headline

    @cached_property
    def tongue(self):
        """The attribute of its words where they are not in the language of the page."""
        return tags.tongue(self.placement, self.request.desk)

    @property
    def headline_tongue(self):
        """The same for the headline, which may be the desk's own."""
        return "" if self.placement.headline else self.tongue

    @cached_property
    def label(self):
        """The label of its kind."""
        return tags.kind_label(self.version)

    @cached_property
    def kicker(self):
        """What stands above the headline."""
        return tags.own_kicker(self.version)

    @cached_property
    def credits(self):
        """Who is credited."""
        return tags.credits_of(self.version)

    @cached_property
    def topics(self):
        """What it is about."""
        return tags.topics_of(self.version)

    @property
    def reading(self):
        """How long a reader takes for it."""
        return tags.reading_time(self.version)

    @cached_property
    def lead(self):
        """The picture at its head, or None."""
        return pictures.lead_of(self.placement)

    @cached_property
    def gallery(self):
        """The pictures below the text."""
        return pictures.gallery_of(self.placement)

    @cached_property
    def canonical(self):
        """Its address on its home desk's host."""
        return address(self.version.desk, self.version.path, request=self.request)

    @property
    def data_address(self):
        """What the addresses begin with at which programs of other newsrooms find it."""
        return address(self.version.desk, f"/articles/{self.number}/", request=self.request)

    @property
    def home_address(self):
        """Where its home desk is."""
        return address(self.version.desk, request=self.request)

    @property
    def is_home(self):
        """Whether the page is its home desk's."""
        return self.version.desk_id == self.request.desk.pk

    @property
    def share(self):
        """The items of the list of places where it is passed on."""
        return passing_on(self.placement, self.canonical)

    @cached_property
    def notices(self):
        """The notices that stand before the text."""
        return notices.before_the_text(self.told)

    @cached_property
    def changes(self):
        """What changed and when."""
        gone = notices.withdrawals(self.placement, self.request)
        return notices.changes(self.placement, [*self.told, *gone])

    @cached_property
    def answers(self):
        """The stories that it is a reply to, or an update of."""
        return notices.answers_to(self.placement, self.request)

    @property
    def card(self):
        """What other sites show of it."""
        return story_card(
            self.request,
            self.placement,
            self._picture,
            canonical=self.canonical,
            share_address=self._picture_address,
        )

    @property
    def linked(self):
        """What it says of itself in schema.org's words."""
        found = pictures.search_images(self.placement.pictures)
        return linked.story(
            self.request,
            self.placement,
            canonical=self.canonical,
            images=[self._whole(each) for each in found] or [self._picture_address],
            lead=self.lead if found else None,
            told=self.told,
        )

    @cached_property
    def _picture(self):
        """The picture that stands for it elsewhere."""
        found = pictures.share_image(self.placement.pictures)
        return found or share_of(self.placement, self.request.desk)

    @property
    def _picture_address(self):
        return self._whole(self._picture["src"])

    def _whole(self, source):
        """The whole address of a file, which may lie elsewhere (NEWSROOM_PHOTOS_URL)."""
        if source[0] == "/" and source[1] != "/":
            return address(self.request.desk, source, request=self.request)
        return urljoin(address(self.request.desk, request=self.request), source)
