"""Photos: whether they can be stored, and whether those that rows name are there."""

import tempfile

from django.conf import settings

from newsroom.photos import checking, storing

from .findings import FINE, LOOK, WRONG, examination

# The newest, where a storage that filled up shows, and some of all.
SAMPLE = 50


@examination("photos' storage")
def storage(patient):
    for name, each in (("originals", storing.originals()), ("renditions", storing.renditions())):
        try:
            if isinstance(each, storing.LocalFolder):
                folder = settings.PHOTO_FOLDER
                folder.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=each.location if each.exists("") else folder):
                    pass
            else:
                storing.names_in(each, "00")
        # Each kind of storage fails in ways of its own.
        except Exception as error:  # noqa: BLE001
            yield (
                WRONG,
                f"The storage of {name} cannot be used: {error}",
                "Look at NEWSROOM_S3_…, or give NEWSROOM_DATA/photos to the newsroom's user.",
            )
        else:
            yield FINE, f"The storage of {name} can be used."
    if settings.PHOTOS_URL == "/photos/" and not isinstance(
        storing.renditions(), storing.LocalFolder
    ):
        yield (
            LOOK,
            "The newsroom passes on every public file of the bucket itself.",
            "Set NEWSROOM_PHOTOS_URL to the bucket's public address.",
        )


@examination("photos' files", needs_database=True)
def files(patient):
    rows = (
        (storing.originals(), checking.with_originals(), "original", storing.original_name),
        (storing.renditions(), checking.shown_files(), "file", str),
    )
    lost, looked = [], 0
    for store, queryset, column, name_of in rows:
        newest = queryset.order_by("-pk").values_list(column, flat=True)[:SAMPLE]
        some = queryset.order_by(column).values_list(column, flat=True)[:SAMPLE]
        for name in {name_of(value) for value in (*newest, *some)}:
            looked += 1
            if not store.exists(name):
                lost.append(name)
    if lost:
        yield (
            WRONG,
            f"{len(lost)} of {looked} files that were looked for are missing: {lost[0]}",
            "Run: python manage.py check_photos --mend, and restore originals from a backup.",
        )
    else:
        yield FINE, f"All {looked} files that were looked for are there."


EXAMINATIONS = (storage, files)
