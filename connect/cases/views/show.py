"""The page of one case, as far as its viewer may know it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import get_locale
from jinja2 import pass_context
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from connect import clock, formatting, web
from connect.accounts import queries as accounts
from connect.accounts.sign_in import current_session
from connect.areas import queries as areas
from connect.cases import queries, rules
from connect.cases.answers import queries as answers
from connect.cases.claims import actions as claim_actions, limits as claim_limits
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.disclosure.case_view import Actor, CaseView
from connect.cases.map.rows import Row
from connect.cases.rules import CaseRole
from connect.cases.views.blueprint import bp
from connect.cases.views.nearby import case_url, next_nearest
from connect.crypto.tokens import spoken
from connect.incidents import kinds
from connect.incidents.packs import rules as packs
from connect.web import Answer, open_to, read_replica
from connect.web.pages import templating


@bp.get("/<pid:public_id>")
@open_to("anyone")
@read_replica.may_answer
def show(public_id: str) -> Answer:
    """The public facts; to volunteers the masked words; to the claimer the next step."""
    view = case_view.visible(public_id, Actor(current_session.person()))
    case, person, is_claimer = view.case, view.by.person, CaseRole.CLAIMER in view.roles
    state = rules.shown_state(case.state, case.given, case.free_at, clock.now())
    free = case.is_free(clock.now())
    return web.private(
        web.page(
            "cases/show.html", case=case, seen=view.sight, told=disclosures.told(view), roles=view.roles,
            answers=answers.told(view),
            free=free, companions=accounts.companions(person) if person and case.guarded == rules.SAFEGUARDED else [],
            for_others=bool(person and free and claim_limits.is_for_others(case, person)),
            code=spoken(case.public_id),
            claim=view.claim if is_claimer else None, holder=view.claim.person if view.claim and not free else None,
            lease=_lease(view), whole=claim_actions.lease_of(case),
            state=state, silent=queries.silent_since(state, case), place=areas.label(case.area),
            others=[] if free or is_claimer else next_nearest(case.centre, but=case.id),
        )
    )  # fmt: skip


def _lease(view: CaseView) -> timedelta:
    """How long it would be kept for the viewer."""
    whole = claim_actions.lease_of(view.case)
    return claim_limits.lease_for(view.by.person, whole, view.case) if view.by.person else whole


@bp.app_template_filter("amount")
def amount(item: str, quantity: int) -> str:
    """A thing with its quantity, in the reader's language: "Rice 5 kg". A service done once needs no number."""
    lang, known, number = str(get_locale()), kinds.ITEMS.get(item), formatting.number(quantity)
    if known is None:
        return f"{kinds.item(item).name(lang)} {number}"
    if known.unit == "time" and quantity == 1:
        return known.name(lang)
    return f"{known.name(lang)} {number}\N{NO-BREAK SPACE}{known.unit_name(lang, quantity)}"


@bp.app_template_filter("in_packs")
def in_packs(item: str, quantity: int) -> str:
    """A quantity in packs, to stand behind it: " (2 bao 5 kg)"; nothing where it is no whole number of any."""
    known, lang = kinds.item(item), str(get_locale())
    whole = packs.in_packs(known, quantity)
    return f" ({whole.said(lang)})" if whole else ""


@bp.app_template_filter("amounts")
def amounts(wants: Iterable[tuple[str, int]]) -> str:
    """Several things with their quantities in one line: "Rice 5 kg, milk 4 boxes"."""
    return _amounts(tuple(wants))


@formatting.kept
def _amounts(wants: tuple[tuple[str, int], ...]) -> str:
    first, *more = [amount(item, quantity) for item, quantity in wants] or [""]
    return ", ".join([first, *(one[:1].lower() + one[1:] for one in more)])


bp.add_app_template_filter(rules.vulnerable_in, "vulnerable")


# --- Cards, of lists everywhere ------------------------------------------------------------------------------

MOST, NAMED = 6, 5  # of more than so many things only some are named
Wants = Sequence[tuple[str, int]]


@bp.app_template_global("filled_cards")
@pass_context
def filled_cards(
    context: Context, rows: Sequence[Row], level: int, frame: Macro, thing: Macro, more: Macro, about: Macro,
    silence: Macro,
) -> Markup:  # fmt: skip
    """The cards of some rows. One frame is filled for each, and escapes: a macro a card was a fifth of the page."""
    kept, made = templating.keeper(context), []
    for row in rows:
        one, found = row.card, row.card.found
        whole: Markup = kept(frame, level, found.urgency == 3, one.silent is None, bool(row.why))
        made.append(
            whole
            % {
                "code": found.public_id, "address": case_url(found.public_id),
                "things": _things(kept, one.wants, thing, more),
                "about": kept(about, found.urgency, one.people, one.given > 0),
                "distance": formatting.distance(found.distance_m), "place": row.area.name,
                "waiting": formatting.waiting(found.waiting_since),
                "silence": silence(one.silent) if one.silent else "", "why": row.why,
            }
        )  # fmt: skip
    return templating.joined(made)


@bp.app_template_global("filled_things")
@pass_context
def filled_things(context: Context, wants: Wants, thing: Macro, more: Macro) -> Markup:
    """The things that are wanted, each by its macro; of a long list the first and how many more."""
    return _things(templating.keeper(context), wants, thing, more)


def _things(kept: Any, wants: Wants, thing: Macro, more: Macro) -> Markup:
    named = wants if len(wants) <= MOST else wants[:NAMED]
    told = [kept(thing, item, rest) for item, rest in named]
    return templating.joined(told if named is wants else [*told, kept(more, len(wants) - NAMED)], " ")
