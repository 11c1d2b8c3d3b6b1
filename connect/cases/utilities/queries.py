"""The board of the place of a case, and what follows from it for the kinds of things that it asks for."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from connect import clock, config
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.cases import rules
from connect.cases.models import Case
from connect.cases.screening import moderation_modes
from connect.cases.screening.rules import MODES
from connect.cases.utilities import rules as utility_rules
from connect.cases.utilities.rules import INTERVALS, added, strictest_mode
from connect.errors import Conflict, NotFound
from connect.incidents import kinds, queries as incidents
from connect.incidents.rules import Board, Settings, Standing, strictest

__all__ = ["added"]


class SwitchedOff(Conflict):
    """Something that was asked for is off at this place; `standings` say what, since when, until when and why."""

    def __init__(self, standings: Collection[Standing]) -> None:
        super().__init__(_l("Some of what you ask for is not given here at the moment."))
        self.standings = tuple(standings)


def board_at(place: Place | Area) -> Board:
    """The board of an area at this moment, as this browser sees it: in a drill that of the exercise."""
    return incidents.board(place.path, clock.now(), of=incidents.board_here())


def board_for(case: Case) -> Board:
    """The board that counts for a case, whoever looks: of a drill that of its exercise."""
    return incidents.board(case.area.path, clock.now(), of=board_id(case))


def board_id(case: Case) -> int:
    """The number of the same."""
    return (case.incident_id or 0) if case.guarded == rules.DRILL else incidents.PUBLIC_BOARD


def codes_of(items: Iterable[str]) -> set[str]:
    """The utilities of some items."""
    return {kinds.item(item).kind for item in items}


def off(board: Board, items: Iterable[str]) -> list[Standing]:
    """The utilities of some items that are off, in the order of the catalogue."""
    asked = codes_of(items)
    found = [one for code, one in board.items() if code in asked and not one.is_on]
    return [*found, *(Standing(code, is_on=False) for code in asked if code not in board)]  # retired


def offered(items: Collection[str]) -> list[kinds.Kind]:
    """The kinds that can be asked for somewhere, and those of items that were typed already."""
    somewhere, typed = incidents.on_somewhere(clock.now(), of=incidents.board_here()), codes_of(items)
    return [kind for kind in kinds.KINDS if kind.code in somewhere or kind.code in typed]


def off_at(ward: str, items: Collection[str]) -> dict[str, Standing]:
    """The utilities that are off in a ward (its code) by code; where none is chosen yet, those that are off everywhere.

    Of what is off and was never on there, only those of items that were typed.
    """
    try:
        board = board_at(areas.get(ward))
    except NotFound:
        board, somewhere = board_at(areas.get("VN")), incidents.on_somewhere(clock.now(), of=incidents.board_here())
        return {one.utility: one for one in off(board, items) if one.utility not in somewhere}
    typed = codes_of(items)
    return {code: one for code, one in board.items() if not one.is_on and (one.since or code in typed)}


def require_on(board: Board, items: Iterable[str]) -> None:
    """Raises SwitchedOff when one of the items is of a utility that is off."""
    if found := off(board, items):
        raise SwitchedOff(found)


def lease(case: Case) -> timedelta:
    """How long a case is kept for whoever takes it: of the leases of its utilities the shortest.

    The lease of a utility is that of its switch, else that of the catalogue, else the site's.
    """
    usual = _usual_lease(case)
    board = board_for(case)
    told = [_lease_s(kind, _settings(board, kind.code), case.urgency) for kind in kinds.in_mask(case.kinds)]
    least = strictest(usual.total_seconds() if one is None else one for one in told)
    return usual if least is None else timedelta(seconds=least)


def _usual_lease(case: Case) -> timedelta:
    """The site's own: of medical advice a shorter one, because somebody is ill."""
    site = config.current()
    if case.guarded == rules.CLINICAL:
        return utility_rules.lease(
            case.urgency, life_threatening_s=site.lease_advice_life_threatening_s,
            urgent_s=site.lease_advice_urgent_s, normal_s=site.lease_advice_normal_s,
        )  # fmt: skip
    return utility_rules.lease(
        case.urgency, life_threatening_s=site.lease_life_threatening_s, urgent_s=site.lease_urgent_s,
        normal_s=site.lease_normal_s,
    )  # fmt: skip


def _lease_s(kind: kinds.Kind, settings: Settings, urgency: int) -> int | None:
    return settings.leases_s.get(urgency, dict(kind.leases_s).get(urgency))


def freshness(board: Board, codes: Collection[str]) -> timedelta:
    """After how long without a word a case of these utilities expires: of their times the shortest."""
    usual = config.current().fresh_s
    times = (usual if (told := _settings(board, code).fresh_s) is None else told for code in codes)
    return timedelta(seconds=strictest(times) or usual)


def freshness_of(case: Case) -> timedelta:
    """After how long without a word this case expires."""
    return freshness(board_for(case), [kind.code for kind in kinds.in_mask(case.kinds)])


def freshness_at(place: Place | Area, mask: int) -> timedelta:
    """After how long without a word a case of these kinds expires in an area."""
    return freshness(board_at(place), [kind.code for kind in kinds.in_mask(mask)])


def interval(board: Board, code: str) -> timedelta | None:
    """How long a household that was given something of a utility is thought to be provided for; None: no such time."""
    told = _settings(board, code).interval_days
    return INTERVALS.get(code) if told is None else timedelta(days=told)


def mode(place: Place | Area, board: Board, codes: Iterable[str]) -> str:
    """How a request for these utilities is looked at: the strictest of their modes.

    The mode of a utility is that of its switch, else the one that the area chose, else the site's.
    """
    told = {_settings(board, code).moderation for code in codes} or {None}
    usual = moderation_modes.standing(place).mode if None in told else ""
    return strictest_mode(one if one in MODES else usual or moderation_modes.standing(place).mode for one in told)


def hotline(board: Board, codes: Collection[str]) -> str:
    """The number to call about these utilities: the first that a switch names, else the site's."""
    told = (one.settings.hotline for code, one in board.items() if code in codes)
    return next((one for one in told if one), config.current().hotline)


def switch_words(case: Case) -> list[tuple[kinds.Kind, Settings]]:
    """The utilities of a case of which a switch tells people something, each with its settings."""
    board = board_at(case.area)
    found = ((kind, _settings(board, kind.code)) for kind in kinds.in_mask(case.kinds))
    return [(kind, one) for kind, one in found if one.text_vi or one.text_en or one.served_by or one.hotline]


_NONE = Settings()


def _settings(board: Board, code: str) -> Settings:
    found = board.get(code)
    return found.settings if found else _NONE
