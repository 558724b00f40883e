"""One concept a file; import from the file that holds it."""

from .article import Article, ArticleTopic, Byline
from .decision import Decision
from .notice import Notice
from .placement import Placement
from .revision import Revision
from .section import Section
from .version import Version, VersionByline, VersionTopic

__all__ = [
    "Article",
    "ArticleTopic",
    "Byline",
    "Decision",
    "Notice",
    "Placement",
    "Revision",
    "Section",
    "Version",
    "VersionByline",
    "VersionTopic",
]
