"""The world outside is dead for a while: what was to be told waits, and then goes out."""

import time

from .counting import asked_anew, close, time_passes
from .row import Row

EDITORS, DEAD = 5, 15


def dead_outside(house):
    """The mail server and the hub are not there, then hang, while editors issue; both come back."""
    row = Row(f"mail server and hub dead, then hanging, {DEAD} s each (hours for the worker)")
    with house.opened():
        house.hub.die(), house.mail.die()
        site = house.site().start()
        with house.readers(site) as readers, house.editors(site, EDITORS) as ledger:
            time.sleep(DEAD / 2)
            _hours_pass()
            house.hub.hang(), house.mail.hang()
            _hours_pass()
            time.sleep(DEAD / 2)
        waiting = asked_anew(_waiting)
        for outside in (house.hub, house.mail):
            assert not outside.got, "Somebody outside was told while nobody was there."
            outside.die()
            outside.start()
        row = close(house, row, site, ledger, readers)
    row.notes = (
        f"{waiting} waited; {sum(house.hub.got.values())} calls and "
        f"{sum(house.mail.got.values())} mails after that. {row.notes}"
    )
    return row


def _hours_pass():
    """An hour goes by, of which the worker sees every minute."""
    for _ in range(3):
        time_passes(minutes=20)
        time.sleep(DEAD / 6)


def _waiting():
    from articles.outbox.models import Delivery
    from articles.talk.models import Mail, Notification

    mails = Mail.objects.waiting().count() + Notification.objects.exclude(mail_at=None).count()
    return f"{Delivery.objects.waiting().count()} calls and {mails} mails"
