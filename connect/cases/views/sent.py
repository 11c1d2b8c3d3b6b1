"""The page after a request was sent: its code, its link in three ways to keep it, and what comes next."""

from connect import web
from connect.cases import rules
from connect.cases.clinical import siblings
from connect.cases.models import Case
from connect.cases.rules import State
from connect.cases.signs import queries as sign_queries
from connect.cases.views import own_page
from connect.cases.views.blueprint import bp
from connect.cases.views.mine import kept
from connect.crypto.tokens import spoken
from connect.incidents.signs.rules import calls_now
from connect.web import Answer, open_to

JUST_SENT = (State.PENDING_REVIEW, State.OPEN)  # once more has happened, the requester's own page says it better


@bp.get("/sent/<token>")
@open_to("anyone")
def sent(token: str) -> Answer:
    """Says that the request has arrived, and how to come back to it."""
    case = kept(token)
    told = own_page.told(case)
    if told.state not in JUST_SENT:
        return web.private(web.see_other("cases.mine", token=token))
    beside = siblings.links(case)
    both = [case, *(one for _token, one in beside)]
    page = web.page(
        "cases/sent.html", case=case, token=token, told=told, link=own_page.link_of(token),
        picture=own_page.picture_of(token), code=spoken(case.public_id),
        in_danger=any(one.urgency == rules.GRAVEST for one in both),
        call_now=any(_calls(one) for one in both), siblings=beside, spoken=spoken,
    )  # fmt: skip
    return web.private(page)


def _calls(case: Case) -> bool:
    """Whether the page begins with the medical emergency number: by a sign, or by a life in danger that was chosen."""
    return calls_now(sign_queries.level(case)) or rules.never_closes(case.guarded, case.urgency)
