"""Photos of the rehearsal: rows as the intake would have left them, without their files.

Made by Postgres itself, which takes them in as fast as it indexes them. What varies follows from
the number of the photo and the seed alone. Stories are led by those that their desk had by then.
"""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from psycopg2.extras import Json

from newsroom.photos.cropping import plan
from newsroom.photos.models import Photo
from newsroom.photos.models.rendition import SUFFIX
from newsroom.photos.models.terms import FOREVER

from .wording import SECTIONS, SENTENCES

HEADLINES = [line for parts in SECTIONS.values() for line in parts["headlines"]]
AT_ONCE = 2_000
PHRASES = 4000
FOCAL = (500, 400)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# How many of its latest photos a desk takes the one from that leads a story.
LATEST = 4
# A story comes out within so many days after it was begun, and its photo may be shown by then.
OUT_BY = 5
# Digests follow from the number too, so that no two are the same.
PHOTOS = """
WITH photo AS (
    INSERT INTO photos_photo (number, desk_id, shared, original, media_type, width, height, size,
        likeness, uploaded_by_id, uploaded_at, headline, caption, alt, credit, creator,
        copyright_notice, usage_terms, source, origin, place, keywords, digital_source_type,
        focal_x, focal_y, focal_by, generation, usable_from, usable_until, allowed_use, used, edit)
    SELECT n, desk, pg_temp.chance(n, 2) %% 10 = 0,
        encode(sha256(('photo ' || n || ' ' || %(seed)s)::bytea), 'hex'), 'image/jpeg',
        CASE pg_temp.chance(n, 3) %% 5 WHEN 0 THEN 2400 WHEN 1 THEN 2600 ELSE 3600 END,
        CASE pg_temp.chance(n, 3) %% 5 WHEN 0 THEN 3600 ELSE 2400 END,
        2000000 + pg_temp.chance(n, 4) %% 6000000, hashint8extended(n, 77 + %(seed)s),
        users[1 + pg_temp.chance(n, 5) %% cardinality(users)], uploaded,
        headlines[1 + pg_temp.chance(n, 6) %% cardinality(headlines)],
        phrases[1 + pg_temp.chance(n, 7) %% cardinality(phrases)] || ' '
            || phrases[1 + pg_temp.chance(n, 8) %% cardinality(phrases)],
        CASE WHEN described THEN headlines[1 + pg_temp.chance(n, 6) %% cardinality(headlines)]
            ELSE '' END,
        'Foto: ' || names[1 + pg_temp.chance(n, 10) %% cardinality(names)],
        names[1 + pg_temp.chance(n, 10) %% cardinality(names)], '', '',
        CASE pg_temp.chance(n, 11) %% 6 WHEN 0 THEN 'Kantor berita' ELSE 'Sendiri' END, '',
        places[1 + pg_temp.chance(n, 1) %% cardinality(places)],
        ARRAY[topics[1 + pg_temp.chance(n, 12) %% cardinality(topics)],
            topics[1 + pg_temp.chance(n, 13) %% cardinality(topics)]],
        '', %(focal_x)s, %(focal_y)s, 'suggested', 1, NULL, until, 'any', leads, 1
    FROM unnest(%(numbers)s::bigint[], %(desks)s::bigint[], %(uploaded)s::timestamptz[],
            %(until)s::timestamptz[], %(described)s::bool[], %(leads)s::bool[])
            made (n, desk, uploaded, until, described, leads),
        (SELECT %(users)s::bigint[] users, %(headlines)s::text[] headlines,
            %(phrases)s::text[] phrases, %(names)s::text[] names, %(places)s::text[] places,
            %(topics)s::text[] topics) words
    RETURNING number, original, width, height
), rendition AS (
    INSERT INTO photos_rendition
        (photo_id, generation, crop, format, width, height, file, size)
    SELECT number, 1, made.crop, made.format, made.width, made.height,
        overlay(encode(sha256((original || crop || format || made.width)::bytea), 'hex')
            placing '/' from 3 for 0) || '.' || suffix, made.width * 40
    FROM photo JOIN jsonb_to_recordset(%(plans)s) made (of_width int, of_height int, crop text,
        format text, width int, height int, suffix text)
        ON (photo.width, photo.height) = (of_width, of_height)
    RETURNING photo_id, crop, format, width, height, file
), crop AS (
    SELECT photo_id, crop,
        jsonb_agg(jsonb_build_array(width, height, format, file) ORDER BY format, width) AS files
    FROM rendition GROUP BY photo_id, crop
)
INSERT INTO rehearsal_files SELECT photo_id, jsonb_object_agg(crop, files) FROM crop
GROUP BY photo_id
"""
CHANCE = """
CREATE OR REPLACE FUNCTION pg_temp.chance(n bigint, salt bigint) RETURNS integer LANGUAGE sql
IMMUTABLE AS $$ SELECT (hashint8extended(n, salt + {seed}) & 2147483647)::integer $$
"""
# What a version of a story has of its photo's files, put together once for each photo.
FILES = "CREATE UNLOGGED TABLE rehearsal_files (photo_id bigint PRIMARY KEY, files jsonb NOT NULL)"
NO_FILES = "DROP TABLE IF EXISTS rehearsal_files"
SHAPES = ((2400, 3600), (2600, 2400), (3600, 2400))


@dataclass
class Library:
    """The photos that there will be: `made` (number, desk, uploaded, until, described, leads).

    Moments are minutes since 1970; `until` is None where the terms have no end.
    """

    made: list = field(default_factory=list)
    # Of each desk, when those were brought that may lead a story, and (number, until) of each.
    brought: dict = field(default_factory=lambda: defaultdict(list))
    leading: dict = field(default_factory=lambda: defaultdict(list))

    def lead(self, desk, begun, chance):
        """The number of the photo that leads a story of `desk` begun then; None without one."""
        had = bisect(self.brought[desk], begun)
        if not had or chance() < 0.1:
            return None
        number, until = self.leading[desk][had - 1 - int(chance() * min(LATEST, had))]
        return number if until is None or until > begun + OUT_BY * 24 * 60 else None


def drawn(network, *, number, seed, moment):
    """A Library of `number` photos, `moment(share)` being when that share of all was brought.

    The larger desks bring more. One in five never leads a story, and of these one in five lacks its
    alternative text; the terms of one in twelve have an end.
    """
    library, random = Library(), Random(f"{seed}-photos")
    first = (Photo.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    for place in range(number):
        [desk] = random.choices(network.desks, cum_weights=network.weights)
        uploaded, leads = moment(place / number), place % 5 > 0
        until = uploaded + (60 + place * 37 % 3000) * 24 * 60 if place % 12 == 7 else None
        library.made.append((first + place, desk.pk, uploaded, until, place % 25 > 0, leads))
        if leads:
            library.brought[desk.pk].append(uploaded)
            library.leading[desk.pk].append((first + place, until))
    return library


def stage(library, wording, network, *, seed):
    """The statements that bring these photos in, each with its parameters.

    Their files are in no storage: pages show the frames of thumbnails.
    """
    random = wording.random
    reporters = [reporter.name for rows in network.reporters.values() for reporter in rows]
    given = {
        "users": sorted({user for users in network.writers.values() for user in users}),
        "headlines": [wording.filled(random.choice(HEADLINES))[:250] for _ in range(PHRASES)],
        "phrases": [wording.filled(random.choice(SENTENCES)) for _ in range(PHRASES)],
        "names": sorted(set(reporters)),
        "places": [desk.name for desk in network.desks],
        "topics": [tag.name for tag in network.tags],
        "focal_x": FOCAL[0], "focal_y": FOCAL[1], "plans": Json(_plans()), "seed": seed,
    }  # fmt: skip
    for first in range(0, len(library.made), AT_ONCE):
        numbers, desks, uploaded, until, described, leads = zip(
            *library.made[first : first + AT_ONCE], strict=True
        )
        yield (
            f"{CHANCE.format(seed=seed)}; {PHOTOS}",
            given | {
                "numbers": list(numbers), "desks": list(desks), "described": list(described),
                "leads": list(leads), "uploaded": [_moment(minute) for minute in uploaded],
                "until": [_moment(minute) for minute in until],
            },
        )  # fmt: skip


def _moment(minute):
    return FOREVER if minute is None else EPOCH + timedelta(minutes=minute)


def _plans():
    """What the intake makes of photos of these sizes."""
    return [
        {
            "of_width": width, "of_height": height, "crop": each.crop, "format": each.format,
            "width": each.width, "height": each.height, "suffix": SUFFIX[each.format],
        }
        for width, height in SHAPES
        for each in plan(width, height, FOCAL)
    ]  # fmt: skip
