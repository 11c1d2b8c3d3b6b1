"""The page from which a drill is practised: its requests, to be asked for, looked at and taken."""

from connect import web
from connect.accounts.sign_in import current_session
from connect.areas import queries as areas
from connect.cases.drill import queries
from connect.cases.views.blueprint import bp
from connect.errors import NotFound
from connect.registry.drill import exercises
from connect.web import Answer, open_to


@bp.get("/drill")
@open_to("anyone")
def drill() -> Answer:
    """Shows what can be practised, and the requests of the drill by where they stand."""
    if exercises.current() is None:
        raise NotFound
    page = web.page("cases/drill.html", listed=queries.listed(), viewer=current_session.person(), label=areas.label)
    return web.private(page)


exercises.pages(
    "cases.drill", "cases.ask", "cases.sent", "cases.mine", "cases.mine_list", "cases.mine_forget", "cases.mine_do",
    "cases.mine_stop", "cases.mine_withdraw", "cases.mine_answer", "cases.mine_edit", "cases.mine_add",
    "cases.mine_contest", "cases.mine_download", "cases.mine_delete", "cases.show", "cases.claim", "cases.taken",
    "cases.extend", "cases.set_out", "cases.release", "cases.cannot_reach", "cases.help", "cases.contact",
    "areas.search_json", "areas.near_json", "areas.find_json",
    "accounts.sign_in", "accounts.sign_out", "accounts.factor", "accounts.factor_passkey",
    "home.language", "home.privacy", "home.manifest", "home.health",
    instead={
        "home.front": "cases.drill", "cases.nearby": "cases.drill", "cases.map": "cases.drill",
        "cases.guarded": "cases.drill", "accounts.me": "cases.drill", "moderation.queue": "cases.drill",
        "advice.queue": "cases.drill",
    },
)  # fmt: skip
