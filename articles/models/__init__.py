"""One concept a file; import from the file that holds it."""

from .article import Article, ArticleTopic, Byline
from .decision import Decision
from .entry import NoticeEntry, ReporterEntry, TopicEntry
from .findable import Findable, Word
from .listing import Listing
from .notice import Notice
from .passage import Passage
from .placement import Placement
from .presence import Presence
from .preview_link import Opening, PreviewLink
from .revision import Revision
from .saved_view import SavedView
from .section import Section
from .version import Version, VersionByline, VersionTopic

__all__ = [
    "Article",
    "ArticleTopic",
    "Byline",
    "Decision",
    "Findable",
    "Listing",
    "Notice",
    "NoticeEntry",
    "Opening",
    "Passage",
    "Placement",
    "Presence",
    "PreviewLink",
    "ReporterEntry",
    "Revision",
    "SavedView",
    "Section",
    "TopicEntry",
    "Version",
    "VersionByline",
    "VersionTopic",
    "Word",
]
