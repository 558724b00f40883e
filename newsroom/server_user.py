"""As whom a Postgres server runs: as whoever starts it, but never as root."""

import os
import subprocess

from newsroom.binaries import Unavailable


class ServerUser:
    """As whom the server runs: `prefix` goes before its commands, `own` hands it a folder."""

    def __init__(self, prefix=(), uid=None):
        self.prefix = list(prefix)
        self.uid = uid

    def own(self, folder):
        """Make `folder` the server's, where it runs as another user."""
        if self.uid is not None:
            os.chown(folder, self.uid, -1)


def server_user(folder):
    """Postgres refuses to run as root: give it a user namespace, else the user `nobody`.

    In the namespace root's files are the server's own, so no user is made and no mode of a parent
    folder changes. Raises Unavailable where neither is possible.
    """
    if os.geteuid() != 0:
        return ServerUser()
    namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if _works([*namespace, "true"]):
        return ServerUser(namespace)
    nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]
    if _works([*nobody, "test", "-x", str(folder)]):
        import pwd

        user = ServerUser(nobody, pwd.getpwnam("nobody").pw_uid)
        user.own(folder)
        return user
    raise Unavailable(
        "Postgres does not run as root, and this machine lets root make no user namespace. Start "
        "as a normal user, or name a folder that the user nobody can reach with NEWSROOM_DATA, or "
        "set DATABASE_URL."
    )


def _works(command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
