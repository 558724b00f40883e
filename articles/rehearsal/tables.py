"""The tables of the rehearsal's articles: which columns a row names, and what the others hold."""

from articles.models import (
    Article,
    ArticleTopic,
    Byline,
    Decision,
    Notice,
    Placement,
    Revision,
    Version,
    VersionByline,
    VersionTopic,
)
from articles.models.passage import Passage
from articles.pictures.models import Picture

# Ids are set aside for each batch: as many rows as its articles can have at most.
ROOM = {
    "version": 2, "revision": 3, "decision": 8, "placement": 16, "byline": 2, "topic": 3,
    "passage": 12, "version_byline": 4, "version_topic": 6, "notice": 1, "written_by": 1,
    "picture": 1,
}  # fmt: skip
MODELS = {
    "article": Article, "version": Version, "revision": Revision, "passage": Passage,
    "decision": Decision, "placement": Placement, "byline": Byline, "topic": ArticleTopic,
    "version_byline": VersionByline, "version_topic": VersionTopic, "notice": Notice,
    "written_by": Article.written_by.through, "picture": Picture,
}  # fmt: skip
COLUMNS = {
    "article": "id desk_id state kind section_id kicker headline standfirst dateline body "
    "created_by_id created_at changed_at edit",
    "version": "id article_id number desk_id kind section_id slug language kicker headline "
    "standfirst dateline body bylines topic_list word_count live_from live_until first_live_from "
    "issued_by_id issued_at",
    "revision": "id article_id edit by_id saved_at passages",
    "passage": "id article_id digest by_id text",
    "decision": "id article_id step by_id taken_at from_state to_state note version_id live_from",
    "placement": "id version_id article_id desk_id kind section_id first_live_from live_from "
    "live_until",
    "byline": "id article_id reporter_id position",
    "topic": "id tag_id content_object_id",
    "version_byline": "id version_id reporter_id",
    "version_topic": "id version_id tag_id",
    "notice": "id article_id kind ground wrong text apology who published_at by_id",
    "written_by": "id article_id user_id",
    "picture": "id article_id photo_id place position",
    # Of no model: from them the listing and what readers find are made, and thrown away.
    "said": "article_id topics names marks lead first second third fourth",
    "told": "version_id article_id photo_id paragraphs marks",
}  # fmt: skip
# How COPY reads what is not there. The rehearsal's text holds no tab, line break, quote of JSON or
# backslash.
NOTHING = "\\N"


def ending(name):
    """The columns that no row of the rehearsal names, with what a new row has in them."""
    if name not in MODELS:
        return [], ""
    given = COLUMNS[name].split()
    rest = [f for f in MODELS[name]._meta.concrete_fields if f.column not in given]
    return [f.column for f in rest], "".join(f"\t{_default(f.get_default())}" for f in rest)


def columns(name):
    """Every column of the table in the order of the rows."""
    return [*COLUMNS[name].split(), *ending(name)[0]]


def _default(value):
    if isinstance(value, bool):
        return "t" if value else "f"
    if value == []:
        return "{}"
    return NOTHING if value is None else str(value)
