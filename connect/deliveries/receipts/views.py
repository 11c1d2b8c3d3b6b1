"""The address at which gateways say what became of their messages."""

from flask import request

from connect import config, db, web
from connect.config import Config
from connect.deliveries.blueprint import bp
from connect.deliveries.receipts import actions, rules, zalo
from connect.deliveries.receipts.rules import Fields
from connect.web import Answer, open_to

SIGNATURE = "X-Signature"


@bp.post("/receipts/<any(sms, zalo):gateway>")
@open_to("anyone")
@web.csrf.exempt  # type: ignore[untyped-decorator]  # a machine's: its own signature stands in the place of a token
def receipts(gateway: str) -> Answer:
    """Keeps signed receipts and answers at once; what they change is worked off later."""
    here = config.current()
    body = request.get_data()
    if not _is_signed(here, gateway, body):
        return "", 403
    found = zalo.read(body) if gateway == "zalo" else rules.read(body, _fields(here))
    if found is None:
        return "", 422
    if found:
        with db.transaction():
            actions.keep(gateway, found)
    return "", 200


def _is_signed(here: Config, gateway: str, body: bytes) -> bool:
    if gateway == "zalo":
        given = request.headers.get(zalo.SIGNATURE, "")
        return zalo.is_signed(body, given, here.zalo_app_id, here.zalo_secret, by_hmac=here.zalo_receipts_hmac)
    secret = here.sms_receipts_secret
    return bool(secret) and rules.is_signed(body, request.headers.get(SIGNATURE, ""), secret)


def _fields(here: Config) -> Fields:
    return Fields(here.sms_reference, here.sms_state, here.sms_delivered, here.sms_read, here.sms_failed)
