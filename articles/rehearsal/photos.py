"""Photos of the rehearsal: rows as the intake would have left them, without their files.

Made by Postgres itself, which takes them in as fast as it indexes them. What varies follows from
the number of the photo and the seed alone.
"""

from django.db import connection, transaction

from newsroom.photos.models import Photo

from .wording import SECTIONS, SENTENCES

HEADLINES = [line for parts in SECTIONS.values() for line in parts["headlines"]]
AT_ONCE = 20_000
PHRASES = 4000
# Digests follow from the number too, so that no two are the same.
PHOTOS = """
INSERT INTO photos_photo (desk_id, shared, original, media_type, width, height, size, likeness,
    uploaded_by_id, uploaded_at, headline, caption, alt, credit, creator, copyright_notice,
    usage_terms, source, origin, place, keywords, digital_source_type, focal_x, focal_y, focal_by,
    generation, usable_from, usable_until, allowed_use, used, edit)
SELECT desks[1 + pg_temp.chance(n, 1) %% cardinality(desks)], pg_temp.chance(n, 2) %% 10 = 0,
    encode(sha256(('photo ' || n || ' ' || %(seed)s)::bytea), 'hex'), 'image/jpeg',
    CASE pg_temp.chance(n, 3) %% 5 WHEN 0 THEN 2400 WHEN 1 THEN 2600 ELSE 3600 END,
    CASE pg_temp.chance(n, 3) %% 5 WHEN 0 THEN 3600 ELSE 2400 END,
    2000000 + pg_temp.chance(n, 4) %% 6000000, hashint8extended(n, 77 + %(seed)s),
    users[1 + pg_temp.chance(n, 5) %% cardinality(users)],
    %(at)s - (%(last)s - n) * interval '7 minutes',
    headlines[1 + pg_temp.chance(n, 6) %% cardinality(headlines)],
    phrases[1 + pg_temp.chance(n, 7) %% cardinality(phrases)] || ' '
        || phrases[1 + pg_temp.chance(n, 8) %% cardinality(phrases)],
    CASE WHEN pg_temp.chance(n, 9) %% 25 = 0 THEN ''
        ELSE headlines[1 + pg_temp.chance(n, 6) %% cardinality(headlines)] END,
    'Foto: ' || names[1 + pg_temp.chance(n, 10) %% cardinality(names)],
    names[1 + pg_temp.chance(n, 10) %% cardinality(names)], '', '',
    CASE pg_temp.chance(n, 11) %% 6 WHEN 0 THEN 'Kantor berita' ELSE 'Sendiri' END, '',
    places[1 + pg_temp.chance(n, 1) %% cardinality(places)],
    ARRAY[topics[1 + pg_temp.chance(n, 12) %% cardinality(topics)],
        topics[1 + pg_temp.chance(n, 13) %% cardinality(topics)]],
    '', 500, 400, 'suggested', 1, NULL,
    CASE WHEN pg_temp.chance(n, 14) %% 12 = 0
        THEN %(at)s + (pg_temp.chance(n, 15) %% 1000 - 800) * interval '1 day'
        ELSE '9999-12-31T00:00:00Z'::timestamptz END, 'any', false, 1
FROM generate_series(%(first)s::bigint, %(upto)s::bigint) n,
    (SELECT %(desks)s::bigint[] desks, %(users)s::bigint[] users, %(headlines)s::text[] headlines,
        %(phrases)s::text[] phrases, %(names)s::text[] names, %(places)s::text[] places,
        %(topics)s::text[] topics) words
"""
CHANCE = """
CREATE OR REPLACE FUNCTION pg_temp.chance(n bigint, salt bigint) RETURNS integer LANGUAGE sql
IMMUTABLE AS $$ SELECT (hashint8extended(n, salt + {seed}) & 2147483647)::integer $$
"""
RENDITIONS = """
INSERT INTO photos_rendition (photo_id, generation, crop, format, width, height, file, size)
SELECT number, 1, crop, 'webp', wide, wide * 2 / 3,
    overlay(encode(sha256((original || crop || wide)::bytea), 'hex') placing '/' from 3 for 0)
        || '.webp', wide * 40
FROM photos_photo, (VALUES ('full', 320), ('full', 640), ('4x3', 320)) made (crop, wide)
WHERE number > %s
"""


def load(wording, network, *, number, seed, at):
    """Make `number` photos at the network's desks, the last brought at `at`; the larger desks more.

    Their files are in no storage: pages show the frames of thumbnails.
    """
    random = wording.random
    reporters = [reporter.name for rows in network.reporters.values() for reporter in rows]
    desks = random.choices(network.desks, cum_weights=network.weights, k=PHRASES)
    given = {
        "desks": [desk.pk for desk in desks],
        "users": sorted({user for users in network.writers.values() for user in users}),
        "headlines": [wording.filled(random.choice(HEADLINES))[:250] for _ in range(PHRASES)],
        "phrases": [wording.filled(random.choice(SENTENCES)) for _ in range(PHRASES)],
        "names": sorted(set(reporters)),
        "places": [desk.name for desk in network.desks],
        "topics": [tag.name for tag in network.tags],
        "seed": seed, "at": at, "last": number,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        # What the triggers see to holds of these rows by the way they are made.
        cursor.execute("SET LOCAL session_replication_role = replica")
        last = Photo.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute(CHANCE.format(seed=seed))
        for first in range(1, number + 1, AT_ONCE):
            upto = min(first + AT_ONCE - 1, number)
            cursor.execute(PHOTOS, given | {"first": first, "upto": upto})
        cursor.execute(RENDITIONS, [last])
        cursor.execute("SET LOCAL session_replication_role = origin")
