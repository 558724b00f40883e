"""Everything that readers' pages read: what the readers' role in Postgres may select, no more.

Of a working copy, of notes, people and plans there is nothing here. Rows name whoever made them by
number alone.
"""

from taggit.models import Tag

from articles.complaints.models import Complaint
from articles.fronts.models.position import Position
from articles.fronts.models.strip import Strip
from articles.models.entry import NoticeEntry, ReporterEntry, TopicEntry
from articles.models.findable import Findable, Word
from articles.models.notice import Notice
from articles.models.placement import Placement
from articles.models.section import Section
from articles.models.version import Version, VersionByline, VersionTopic
from articles.pictures.models.version_picture import VersionPicture
from articles.readings.models import ReadInHour, ReadOnDay
from newsroom.desks.models import Desk
from newsroom.imprint.models import Imprint, Terms
from newsroom.photos.models import AllowedDesk, Photo, Rendition
from newsroom.reporters.models import Reporter

# None: the whole table. Of a photo readers need its terms; what is said of it is in the version.
# Of complaints they are told how many there were: when each came, and what became of it.
READABLE = {
    Desk: None,
    Imprint: None,
    Terms: None,
    Reporter: None,
    Section: None,
    Tag: None,
    Version: None,
    VersionByline: None,
    VersionTopic: None,
    VersionPicture: None,
    Placement: None,
    TopicEntry: None,
    ReporterEntry: None,
    Notice: None,
    NoticeEntry: None,
    Position: None,
    Strip: None,
    Findable: None,
    Word: None,
    ReadInHour: None,
    ReadOnDay: None,
    Photo: ("number", "usable_from", "usable_until", "taken_down_at"),
    AllowedDesk: ("photo", "desk"),
    Rendition: ("file", "photo"),
    Complaint: ("desk", "state", "received_at", "closed_at"),
}


def readable():
    """(table, the names of its columns or None for all) of each."""
    for model, fields in READABLE.items():
        columns = fields and tuple(model._meta.get_field(name).column for name in fields)
        yield model._meta.db_table, columns
