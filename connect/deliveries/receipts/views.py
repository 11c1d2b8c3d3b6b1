"""The address at which gateways say what became of their messages."""

from flask import request

from connect import config, db, web
from connect.config import Config
from connect.deliveries.blueprint import bp
from connect.deliveries.receipts import actions, rules
from connect.deliveries.receipts.rules import Fields
from connect.web import Answer, open_to

SIGNATURE = "X-Signature"


@bp.post("/receipts/<any(sms):gateway>")
@open_to("anyone")
@web.csrf.exempt  # type: ignore[untyped-decorator]  # a machine's: its own signature stands in the place of a token
def receipts(gateway: str) -> Answer:
    """Keeps signed receipts and answers at once; what they change is worked off later."""
    here = config.current()
    secret = {"sms": here.sms_receipts_secret}.get(gateway, "")
    body = request.get_data()
    if not secret or not rules.is_signed(body, request.headers.get(SIGNATURE, ""), secret):
        return "", 403
    found = rules.read(body, _fields(here))
    if found is None:
        return "", 422
    if found:
        with db.transaction():
            actions.keep(gateway, found)
    return "", 200


def _fields(here: Config) -> Fields:
    return Fields(here.sms_reference, here.sms_state, here.sms_delivered, here.sms_read, here.sms_failed)
