"""One case, as far as whoever looks may know it."""

from flask_babel import get_locale

from connect import clock, web
from connect.areas import queries as areas
from connect.cases import claim_actions, kinds, queries, rules
from connect.cases.actions import Actor
from connect.cases.models import Case, Need
from connect.cases.views.blueprint import bp
from connect.cases.views.nearby import next_nearest
from connect.errors import NotFound
from connect.web import Answer, open_to


@bp.get("/<pid:public_id>")
@open_to("anyone")
def show(public_id: str) -> Answer:
    """The public facts; to volunteers the masked words; to whoever holds the case the next step."""
    case = queries.by_public_id(public_id)
    by = Actor(web.person())
    seen = claim_actions.sight(case, by)
    if not seen.exists:
        raise NotFound
    claim = queries.live_claim(case)
    roles = by.roles_towards(case, claim)
    free = rules.is_available(case.state, case.free_at, clock.now())
    return web.private(
        web.page(
            "cases/show.html", case=case, seen=seen, told=claim_actions.told(case, seen), roles=roles, free=free,
            claim=claim if "claimer" in roles else None, lease=claim_actions.lease_of(case),
            state=rules.shown_state(case.state, case.given, case.free_at, clock.now()), place=areas.label(case.area),
            others=[] if free or "claimer" in roles else next_nearest(case.centre, but=case.id),
        )
    )  # fmt: skip


@bp.app_template_filter("amount")
def amount(item: str, quantity: int) -> str:
    """A thing with its quantity, in the reader's language: "Rice 5 kg"."""
    lang, known = str(get_locale()), kinds.ITEMS.get(item)
    return f"{known.name(lang)} {quantity}\N{NO-BREAK SPACE}{known.unit_name(lang)}" if known else f"{item} {quantity}"


@bp.app_template_filter("vulnerable")
def vulnerable(mask: int) -> list[str]:
    """The codes in the bitmask of who is vulnerable."""
    return [code for code, bit in rules.VULNERABLE.items() if mask & bit]


def still_wanted(case: Case) -> list[Need]:
    """The things of a case that are not all given."""
    return [need for need in case.needs if need.rest]
