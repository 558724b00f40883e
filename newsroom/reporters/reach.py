"""What a user's memberships allow, and at which desks."""

from dataclasses import dataclass, field

from django.db import connection

RANK = {"reporter": 1, "editor": 2, "chief": 3}

# A membership reaches the desks below its own.
SQL = """
WITH RECURSIVE reach (desk_id, role, held_at) AS (
    SELECT desk_id, role, desk_id FROM reporters_membership WHERE user_id = %s
    UNION
    SELECT desk.id, reach.role, reach.held_at
    FROM desks_desk desk JOIN reach ON desk.parent_id = reach.desk_id
)
SELECT desk_id, role, held_at FROM reach
"""


@dataclass(frozen=True)
class Reach:
    """The strongest role a user has at each desk (ids), inherited from above.

    `grants` says where it comes from: for each desk, pairs of a role and the desk it is held at.
    """

    roles: dict
    grants: dict = field(default_factory=dict)
    _at: dict = field(default_factory=dict, repr=False, compare=False)

    def desks(self, role):
        """Ids of the desks where the user has `role` or a stronger one."""
        if role not in self._at:
            self._at[role] = frozenset(
                desk for desk, has in self.roles.items() if RANK[has] >= RANK[role]
            )
        return self._at[role]

    def has(self, role, desk_id):
        """Whether the user has `role` or a stronger one at the desk."""
        return RANK.get(self.roles.get(desk_id), 0) >= RANK[role]


def reach_of(user):
    """The reach of `user`, asked of the database once for each user object."""
    if not user.is_authenticated or not user.is_active:
        return Reach({})
    reach = user.__dict__.get("_reach")
    if reach is None:
        with connection.cursor() as cursor:
            cursor.execute(SQL, [user.pk])
            roles, grants = {}, {}
            for desk_id, role, held_at in cursor.fetchall():
                grants.setdefault(desk_id, []).append((role, held_at))
                if RANK[role] > RANK.get(roles.get(desk_id), 0):
                    roles[desk_id] = role
        reach = user.__dict__["_reach"] = Reach(roles, grants)
    return reach


def memberships(user):
    """The memberships of `user` with their desks, by name; asked once for each user object."""
    if "_memberships" not in user.__dict__:
        user.__dict__["_memberships"] = list(
            user.memberships.select_related("desk").order_by("desk__name", "pk")
        )
    return user.__dict__["_memberships"]
