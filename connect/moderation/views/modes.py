"""How requests are looked at, area by area, with what was chosen before and by whom."""

from flask import request
from flask_babel import gettext as _

from connect import config, db, web
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.sign_in.current_session import current_person, proved
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.screening import moderation_modes
from connect.cases.screening.moderation_modes import Standing
from connect.cases.screening.rules import MODES
from connect.errors import NotFound
from connect.moderation import actions, words
from connect.moderation.blueprint import bp
from connect.web import Answer, open_to


@bp.get("/modes")
@open_to("official", "admin")
def modes_of() -> Answer:
    """One area: the way in force, the others to choose from, and the areas below it."""
    place = _place(request.args.get("area") or _top())
    parents, chosen = areas.ancestors(place)[:-1], moderation_modes.chosen()
    above = moderation_modes.standing(parents[-1]) if parents else Standing(config.current().moderation, "")
    page = web.page(
        "moderation/modes_of.html",
        place=place, standing=moderation_modes.standing(place), own=chosen.get(place.path), words=words.MODES,
        above=above,
        up=next((one for one in reversed(parents) if _may(one)), None), label=areas.label,
        modes=MODES, history=moderation_modes.history(place), below=_below(place), chosen=chosen,
    )  # fmt: skip
    return web.private(page)


@bp.post("/modes")
@open_to("official", "admin")
@proved("moderation.modes_of", args=["area"])
def modes_choose() -> Answer:
    """Chooses a way for an area and all below it that has not chosen itself."""
    place = _place(request.form.get("area", ""))
    with db.transaction():
        actions.choose_mode(place, request.form.get("mode") or None, current_person())
    web.tell(_("From now on it holds for new requests in %(area)s.", area=place.name))
    return web.see_other("moderation.modes_of", area=place.code)


def _place(code: str) -> Place:
    """An area that this person answers for; any other looks like one that does not exist."""
    place = areas.get(code)
    if not _may(place):
        raise NotFound
    return place


def _may(place: Place) -> bool:
    return account_rules.may_verify(current_person().roles, place.path)


def _top() -> str:
    """The code of the widest area this person answers for."""
    paths = [path for role in account_rules.VERIFIERS for path in accounts.scopes(current_person(), role)]
    return min(paths, key=len).rstrip("/").rsplit("/", 1)[-1]


def _below(place: Place) -> list[Place]:
    return areas.provinces() if place.parent_id is None else areas.wards_of(place)
