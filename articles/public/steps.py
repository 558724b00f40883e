"""A question in steps: what one step finds the next ones look at, and all of it is one statement.

Django's querysets cannot name what they find (WITH), nor look something up for each of a list of
numbers (LATERAL): what a front shows would be found again for each block that must not repeat it,
or be asked in turns. Each step is a queryset as ever, and its rules stay where they are.
"""

from typing import NamedTuple

from django.db.models.expressions import RawSQL

from newsroom.replicas import door

# The number for which something is looked up in `Steps.find_each`.
EACH = RawSQL("each.number", ())


class Texts(list):
    """A set of texts as one parameter."""

    kind = "text[]"

    def given(self):
        """As psycopg takes it."""
        return list(self)


class Numbers(Texts):
    """A set of numbers as one parameter."""

    kind = "bigint[]"

    def given(self):
        """As Postgres reads it: one text is made in a tenth of the time of a list."""
        return f"{{{','.join(map(str, self))}}}"


class Step(NamedTuple):
    """What a step found, for later ones to look at."""

    name: str

    def column(self, name):
        """A value of the row that is looked at."""
        return RawSQL(f"{self.name}.{name}", ())


def all_of(column, *steps):
    """The numbers that these steps found in this column, as a list for OneOf."""
    every = " UNION ALL ".join(f"SELECT {column} FROM {step.name}" for step in steps)
    return RawSQL(f"ARRAY({every})", ())


class Steps:
    """The steps of a question, and what of them it answers with: rows of `columns`.

    Those are given as {name: type in Postgres}; a row has NULL where nothing was said of a column,
    and JSON as the text that it is: few rows have any.
    """

    def __init__(self, columns):
        self.columns = columns
        self._named, self._named_params = [], []
        self._said, self._said_params = [], []

    def find(self, name, columns, found):
        """Find the rows of `found`, a queryset of values, which has these columns: a Step."""
        return self._add(name, columns, *_written(found))

    def find_each(self, name, columns, numbers, found, *, best=""):
        """Find the rows of `found`, which refers to EACH, for each of the set `numbers`: a Step.

        With `best`, an ORDER BY and LIMIT in SQL, only those of all these rows.
        """
        sql, params = _written(found)
        each = f"unnest(%s::bigint[]) AS each(number) CROSS JOIN LATERAL ({sql}) AS found"
        sql = f"SELECT found.* FROM {each} {best}"
        return self._add(name, columns, sql, (Numbers(numbers), *params))

    def gather(self, name, columns, *steps):
        """What these steps found, and as `nth` which of them found it: a Step."""
        said = ", ".join(columns)
        every = [f"SELECT {said}, {nth} FROM {step.name}" for nth, step in enumerate(steps)]
        return self._add(name, (*columns, "nth"), " UNION ALL ".join(every), ())

    def _add(self, name, columns, sql, params):
        self._named.append(f"{name}({', '.join(columns)}) AS ({sql})")
        self._named_params += params
        return Step(name)

    def say(self, step, **said):
        """Answer with the rows of a step, and of each what is said: by the column's name.

        That is SQL, or a queryset: of one value, or for a boolean whether it has any row.
        """
        columns = []
        for name, kind in self.columns.items():
            value = said.get(name, "NULL")
            if not isinstance(value, str):
                sql, params = _written(value)
                value = f"EXISTS({sql})" if kind == "boolean" else f"({sql})"
                self._said_params += params
            columns.append(f"{value}::{kind}")
        self._said.append(f"SELECT {', '.join(columns)} FROM {step.name}")

    def as_sql(self):
        """The statement and its parameters."""
        sql = f"WITH {', '.join(self._named)} {' UNION ALL '.join(self._said)}"
        return sql, [*self._named_params, *self._said_params]

    def __iter__(self):
        """The rows as tuples, asked for as they are written."""
        sql, params = self.as_sql()
        with door.database().cursor() as cursor:
            cursor.execute(sql, params)
            yield from cursor.fetchall()


def _written(queryset):
    return queryset.query.get_compiler(queryset.db).as_sql()
