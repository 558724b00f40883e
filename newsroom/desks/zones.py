"""Time zones to choose from: Indonesia's first."""

import functools
import zoneinfo

INDONESIA = [
    ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
    ("Asia/Pontianak", "WIB (Asia/Pontianak)"),
    ("Asia/Makassar", "WITA (Asia/Makassar)"),
    ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
]
REGIONS = ["Asia", "Australia", "Pacific", "Indian", "Africa", "Europe", "Atlantic", "America"]


@functools.cache
def known_zones():
    """The names of all zones that this machine knows: looked up in hundreds of files, once."""
    return frozenset(zoneinfo.available_timezones())


@functools.cache
def _zones_by_region():
    """The other zones by their region's name, as choices in groups."""
    known = {name for name, label in INDONESIA}
    groups = {region: [] for region in REGIONS}
    for name in sorted(known_zones() - known):
        region, _slash, place = name.partition("/")
        if region in groups and place:
            groups[region].append((name, place.replace("_", " ")))
    return [*groups.items(), ("UTC", [("UTC", "UTC")])]


def zone_choices(current=""):
    """Indonesia's zones first, then the world's; `current` is kept where it is neither."""
    groups = [("Indonesia", INDONESIA), *_zones_by_region()]
    if current and not any(current == name for group in groups for name, label in group[1]):
        groups.insert(0, (current, [(current, current)]))
    return groups
