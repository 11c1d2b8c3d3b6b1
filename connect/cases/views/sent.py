"""The page after a request was sent: its code, its link in three ways to keep it, and what comes next."""

from typing import TYPE_CHECKING

from connect import lazy_import, web
from connect.cases import rules
from connect.cases.rules import State
from connect.cases.views import own_page
from connect.cases.views.blueprint import bp
from connect.cases.views.mine import kept
from connect.crypto.tokens import spoken
from connect.web import Answer, open_to

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_import.module("segno")

JUST_SENT = (State.PENDING_REVIEW, State.OPEN)  # once more has happened, the requester's own page says it better


@bp.get("/sent/<token>")
@open_to("anyone")
def sent(token: str) -> Answer:
    """Says that the request has arrived, and how to come back to it."""
    case = kept(token)
    told = own_page.told(case)
    if told.state not in JUST_SENT:
        return web.private(web.see_other("cases.mine", token=token))
    page = web.page(
        "cases/sent.html", case=case, token=token, told=told, picture=_picture, code=spoken(case.public_id),
        in_danger=case.urgency == rules.GRAVEST,
    )  # fmt: skip
    return web.private(page)


def _picture(link: str) -> str:
    """The link as a QR code, as the address of an image that holds it: no other server ever sees it."""
    return str(segno.make(link, error="l", micro=False).svg_data_uri(border=2, light="#fff", encode_minimal=True))
