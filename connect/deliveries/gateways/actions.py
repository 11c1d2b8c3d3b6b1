"""Opening a gateway again before its time."""

from flask_babel import lazy_gettext as _l

from connect.accounts.models import Person
from connect.crypto import audit_log
from connect.deliveries.gateways.queries import about
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import aside
from connect.errors import Conflict
from connect.gateways.breaker import watch

audit_log.kinds(gateway_open="an admin had a closed gateway looked at before its time")


def open_again(name: str, by: Person) -> None:
    """Lets the next message find out whether a gateway is back, inside the transaction. Conflict where it is open."""
    why = watch.open_again(name)
    if why is None:
        raise Conflict(_l("It is open already, or somebody was faster. Nothing was changed."))
    audit_log.write("gateway_open", by=by.id, about=about(name), detail=why)


def call_back(name: str) -> None:
    """Makes due what was put off at a gateway, after the transaction: the ledger is another file."""
    with line() as ledger, ledger.writing():
        aside.due_now(ledger, name.partition(":")[0])
