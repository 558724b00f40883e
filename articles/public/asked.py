"""Questions to the database that readers' pages ask again and again: put together once.

Django spends more time on writing a query of this size than Postgres on answering it, and Postgres
more on planning it than on looking. So a question is built once from the same querysets as every
other one, remembered as text with places for what differs from one request to the next, and
prepared on each connection. It is asked anew for every page: nothing of an answer is kept.
"""

import hashlib
import json
import sys
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import itemgetter

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, InterfaceError
from django.db.models import BigIntegerField, CharField, Func, JSONField, Lookup
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable

from articles.models.placement import Placement
from newsroom.desks.hosts import host_map
from newsroom.replicas import door

from .steps import Numbers, Steps, Texts

# As many of each are remembered in a process: some for each desk, which share their text.
REMEMBERED = 5000
# As many are prepared on a connection before it begins anew: half a megabyte in Postgres each.
PREPARED = 64
# What Postgres says where a migration changed a column's type since, or somebody took back all that
# was prepared (feature_not_supported, invalid_sql_statement_name).
UNPREPARED = {"0A000", "26000"}
# Stand for what differs, while a question is put together: no real value is one of these, and no
# column of 32 bits can hold the number, so that nothing is found by one.
A_NUMBER, A_TEXT, A_MOMENT = 2**52, "\ue000{}\ue000", datetime(1001, 1, 1, tzinfo=UTC)


class OneOf(Lookup):
    """`OneOf(F("article"), numbers)`: one parameter however many the numbers are."""

    lookup_name = "one_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        """The list as a whole; what Steps found is one already."""
        texts = isinstance(self.lhs.output_field, CharField)
        return "%s", [Texts(value) if texts else Numbers(value)]

    def as_sql(self, compiler, connection):
        """`… = ANY(list)`."""
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", [*params, *more]


def of_each(sources, found):
    """The numbers in `found`, a queryset of one column that refers to a row of `sources`, for each.

    Postgres goes through one plan for all of them, not through one for each.
    """
    each = Func(ArraySubquery(found), function="UNNEST", output_field=BigIntegerField())
    return sources.order_by().values(each=each)


class Question:
    """A question as a function that builds its queryset: build(visible, desk, at=…, **values).

    `visible` are the placements that may be seen at `at`. Values are numbers, texts, None and
    lists of them: a list's length is part of the question, a set is one parameter.

    What is asked for is found by key, whatever the values are: Postgres plans it once for all.
    """

    def __init__(self, build):
        self.build = build
        self._known = OrderedDict()

    def __call__(self, request, desk, **values):
        """The answer for `desk` at the request's moment: a list of objects with what they need.

        Of a queryset of values it is a list of tuples.

        A stand-in for a reader brings the placements that it may see, and asks without this.
        """
        shown = getattr(request, "placements", None)
        values["at"] = request.at
        if shown is not None:
            return list(self.build(shown, desk, **values))
        return self._written(desk, values).ask(values)

    def _written(self, desk, values):
        shape = tuple(
            len(value) if isinstance(value, (list, tuple)) else type(value)
            for value in values.values()
        )
        # What the tree of desks is goes into a question as well.
        key = (desk.pk, host_map.tree_of(desk), shape, *values)
        known = self._known
        written = known.get(key)
        if written is None:
            written = known[key] = _Written(self.build, desk, values)
            if len(known) > REMEMBERED:
                known.popitem(last=False)
        return written


class _Written:
    """A question as text, with the places of its values, and how its rows become objects."""

    def __init__(self, build, desk, values):
        stands = {name: _stand_ins(name, value, place * 1000)
                  for place, (name, value) in enumerate(values.items())}  # fmt: skip
        built = build(Placement.objects.live(stands["at"]), desk, **stands)
        in_steps = isinstance(built, Steps)
        compiler = built if in_steps else built.query.get_compiler(built.db)
        try:
            sql, self.params = compiler.as_sql()
            self.sql = sys.intern(sql)
        except EmptyResultSet:
            self.sql = None
            return
        self.places = {}
        for name, stand in stands.items():
            if isinstance(stand, list):
                parts = {_known_by(each): (name, part) for part, each in enumerate(stand)}
                self.places |= parts
            elif stand is not None:
                self.places[_known_by(stand)] = (name, None)
        self._number_parameters()
        if in_steps:
            self.rows = _Tuples([])
        elif issubclass(built._iterable_class, ModelIterable):
            self.rows = _Rows(compiler)
        else:
            self.rows = _Tuples(_converters(compiler))

    def _number_parameters(self):
        """Write the text once more with numbered parameters, and remember what each of them is.

        What is said in several places is one parameter: each of them is read, and planned, anew.
        """
        numbered, shared, self.given = [], {}, []
        for param in self.params:
            place = self.places.get(_known_by(param))
            if place is None and _is_derived(param):
                raise TypeError(
                    f"{param!r} follows from a value of the question: give it a value of its own."
                )
            if place is None and not (isinstance(param, int) and not isinstance(param, bool)):
                numbered.append(_literal(param))
                continue
            said = (None, param) if place is None else place
            if said not in shared:
                self.given.append((place, param))
                shared[said] = f"${len(self.given)}::{_type_of(param)}"
            numbered.append(shared[said])
        self.text = sys.intern(self.sql % tuple(numbered))
        self.name = f"asked_{hashlib.sha256(self.text.encode()).hexdigest()[:24]}"
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * len(self.given))})"

    def ask(self, values):
        """What answers it for these values."""
        if self.sql is None:
            return []
        # Whether a connection still lives is otherwise asked for each request, at the price of an
        # answer. Here the answer itself tells: what only reads may be asked twice. Where another
        # database is left the page is asked of that one instead.
        database = door.database()
        database.health_check_done = True
        try:
            return self._asked(database, values)
        except (DatabaseError, InterfaceError) as error:
            if getattr(error.__cause__, "pgcode", None) in UNPREPARED:
                if database.in_atomic_block:
                    raise
                _forget_prepared(database)
                return self._asked(database, values)
            if not door.is_unanswered(error):
                raise
            lost = database.connection is not None and database.connection.closed
            if database.in_atomic_block or not lost or door.has_another():
                raise
            database.close()
            return self._asked(database, values)

    def _asked(self, database, values):
        if settings.PREPARED_QUERIES:
            _prepare(database, self.name, self.text)
            sql, given = self.execute, self.given
        else:
            sql = self.sql
            given = [(self.places.get(_known_by(each)), each) for each in self.params]
        with database.cursor() as cursor:
            cursor.execute(sql, [self._value(values, place, param) for place, param in given])
            return self.rows.made(cursor.fetchall(), database.alias)

    @staticmethod
    def _value(values, place, param):
        if place is None:
            return param
        name, part = place
        value = values[name]
        if part is not None:
            return value[part]
        return type(param)(value).given() if isinstance(value, set) else value


def _stand_ins(name, value, number):
    """What stands for `value` while a question is put together."""
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return [_stand_ins(name, each, number + place) for place, each in enumerate(value, start=1)]
    if isinstance(value, set):
        return {A_NUMBER + number}
    if isinstance(value, datetime):
        return A_MOMENT + timedelta(seconds=number)
    if isinstance(value, int):
        return A_NUMBER + number
    return A_TEXT.format(number)


def _known_by(param):
    """What a parameter is found by: a set as a whole."""
    return (set, tuple(param)) if isinstance(param, (set, Texts)) else (type(param), param)


def _is_derived(param):
    """Whether a parameter was made of what stands for a value: it would stay as it is for ever."""
    if isinstance(param, datetime):
        return abs(param - A_MOMENT) < timedelta(days=36500)
    if isinstance(param, int):
        return param >= A_NUMBER
    return "\ue000" in str(param)


def _type_of(param):
    if isinstance(param, Texts):
        return param.kind
    return {int: "bigint", str: "text", datetime: "timestamptz"}[type(param)]


def _literal(param):
    with door.database().cursor() as cursor:
        return cursor.mogrify("%s", [param]).decode()


def _prepare(database, name, text):
    """Prepare it on this connection, unless it is."""
    database.ensure_connection()
    kept = getattr(database, "_asked", None)
    if kept is None or kept[0] is not database.connection:
        kept = database._asked = (database.connection, set())
    if name in kept[1]:
        return
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        if len(kept[1]) >= PREPARED:
            cursor.execute("DEALLOCATE ALL")
            kept[1].clear()
        # What is asked is always found by key, whatever the values are: one plan serves.
        cursor.execute("SET plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE {name} AS {text}")
    kept[1].add(name)


def _forget_prepared(database):
    """Prepare everything anew on this connection."""
    with database.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    database._asked = None


class _Tuples:
    """How rows become values."""

    def __init__(self, converters):
        self.converters = converters

    def made(self, rows, alias):
        """The rows as they are, with their values as Django has them."""
        return [self.converted(row) for row in rows] if self.converters else rows

    def converted(self, row):
        """One row with its values as Django has them."""
        found = None
        for place, convert in self.converters:
            if row[place]:  # Most have no pictures, and nothing was said of them.
                found = found or list(row)
                found[place] = convert(row[place])
        return found or row


class _Rows(_Tuples):
    """How rows become objects: as Django does it, in a tenth of the time.

    Models are made without their constructor, which fills in one field after the other and tells
    listeners that there are none of. What was deferred is fetched when it is asked for, as ever.
    """

    def __init__(self, compiler):
        super().__init__(_converters(compiler))
        self.main = _Made(compiler.klass_info, compiler.select)
        self.annotations = list((compiler.annotation_col_map or {}).items())
        self.added = tuple(name for name, _place in self.annotations)

    def made(self, rows, alias):
        """The objects of `rows`, in their order; `alias` is the database that they are of."""
        found, known = [], {}
        for row in rows:
            if self.converters:
                row = self.converted(row)
            made = self.main.of(row, known, alias)
            for name, place in self.annotations:
                made.__dict__[name] = row[place]
            made._state.added = self.added
            found.append(made)
        return found


def _converters(compiler):
    """(place, what makes its value of what the database gave) for the columns that need it."""
    found = compiler.get_converters([each[0] for each in compiler.select])
    return [(place, _converter(*how)) for place, how in found.items()]


def _converter(converters, expression):
    """What makes a column's value of what the database gave."""
    if len(converters) == 1 and getattr(converters[0], "__func__", None) is JSONField.from_db_value:
        return read_json

    def convert(value):
        for each in converters:
            value = each(value, expression, door.database())
        return value

    return convert


@lru_cache(maxsize=4096)
def read_json(text):
    """JSON of a version, whose credits and topics pages show and never change."""
    return json.loads(text)


class _Made:
    """One model of a row, and those that it leads to."""

    def __init__(self, info, select):
        places = info["select_fields"]
        self.model = info["model"]
        self.names = [select[place][0].target.attname for place in places]
        self.take = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        self.key = places[self.names.index(self.model._meta.pk.attname)]
        self.onward = [
            (each["field"].name, _Made(each, select))
            for each in info.get("related_klass_infos", ())
        ]

    def of(self, row, known, alias):
        """The object, or None where the row has none; `known` are those of the rows before."""
        key = (self.key, row[self.key])
        if key in known:
            return known[key]
        if key[1] is None:
            return None
        made = known[key] = self.model.__new__(self.model)
        made.__dict__.update(zip(self.names, self.take(row)))  # noqa: B905
        made._state = state = ModelState()
        state.adding, state.db = False, alias
        state.fields_cache = {name: other.of(row, known, alias) for name, other in self.onward}
        return made
