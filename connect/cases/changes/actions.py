"""A requester changes a case: what a moderator had looked at is looked at again, and stays as it was until then."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.cases import actions, rules
from connect.cases.answers import queries as answers
from connect.cases.asking.request_details import RequestDetails, free_texts, from_json
from connect.cases.changes import rules as change_rules
from connect.cases.changes.models import CaseChange
from connect.cases.models import Case
from connect.cases.rules import State, Verb
from connect.cases.screening import scam_patterns
from connect.cases.screening.rules import first_state
from connect.cases.signs import actions as signs
from connect.cases.transitions import THE_REQUESTER, Actor, amend, move, remark
from connect.cases.utilities import queries as utilities
from connect.errors import Conflict, RuleBroken
from connect.incidents import kinds, queries as incidents
from connect.web.pages import languages


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: its mark (sent back with a decision), codes of what differs, and both sides."""

    mark: str
    codes: list[str]
    before: RequestDetails
    after: RequestDetails


def change(case: Case, details: RequestDetails) -> list[str]:
    """Takes a requester's new details; returns the codes of those that wait for another look, none when all count.

    A case that nobody had looked at yet is simply changed. Else harmless changes count at once and the rest waits
    beside the case; a risky change takes the case off the list, unless a helper has it.
    """
    details = signs.settled(details)
    codes = change_rules.changed(asdict(_looked_at(case)), asdict(details)) if case.verified_at else []
    _refuse_more_when_helped(case, codes)
    _refuse_what_is_off(case, details)
    if not codes:
        _drop(case)
        actions.edit(case, details)
        return []
    before = _looked_at(case)
    known = scam_patterns.suspicions("\n".join(free_texts(_now(case))))
    suspicious = bool(set(scam_patterns.suspicions("\n".join(free_texts(details)))) - set(known))
    at_once = _at_once(case, before, details, codes)
    if at_once != _now(case):
        actions.edit(case, at_once)
    _keep(case, codes, details, before.urgency)
    remark(case, "change", THE_REQUESTER)
    if change_rules.is_risky(codes, suspicious):
        actions.hold(case, "changed")
    return codes


def waiting(case: Case) -> Waiting | None:
    """The change of a case that waits for a look."""
    row = db.session.get(CaseChange, case.id)
    if row is None or case.state not in rules.NOT_ENDED:
        return None
    kept = json.loads(row.wish)
    before = replace(_now(case), urgency=kept["urgency_before"])
    return Waiting(row.at.isoformat(), list(row.codes), before, from_json(kept["wish"]))


def accept(case: Case, by: Actor, mark: str) -> None:
    """A moderator takes the change that was looked at; a case that was held for it is shown again."""
    found = _decided(case, by, mark)
    actions.edit(case, found.after, looked_at=True)
    remark(case, "accept_change", by)
    _show_again(case, by)


def refuse(case: Case, by: Actor, mark: str) -> None:
    """A moderator leaves the case as it was before the change."""
    found = _decided(case, by, mark)
    before = signs.least_urgency(case, found.before.urgency)
    if case.urgency > before and "urgency" in found.codes:
        amend(case, by, "correct", {"urgency": before})
    remark(case, "refuse_change", by)
    _show_again(case, by)


# --- Parts ------------------------------------------------------------------------------------------------


def _now(case: Case) -> RequestDetails:
    """The details of the case as they stand now."""
    secret = actions.secret_of(case)
    return RequestDetails(
        needs={need.item: need.quantity for need in case.needs}, people=case.people, urgency=case.urgency,
        vulnerable=secret.vulnerable, words=secret.words, name=secret.name, phone=secret.phone, door=secret.door,
        reporter_name=secret.reporter_name, reporter_phone=secret.reporter_phone, guards=secret.guards,
        sms=secret.sms_agreed_at is not None, answers=answers.of_case(case),
    )  # fmt: skip


def _looked_at(case: Case) -> RequestDetails:
    """The details a moderator had looked at: as now, but for an urgency that counts before anybody looked."""
    found = waiting(case)
    return found.before if found else _now(case)


def _at_once(case: Case, before: RequestDetails, details: RequestDetails, codes: Collection[str]) -> RequestDetails:
    """The new details without those that wait.

    A higher urgency counts at once where the mode would show it at once, or signs of danger are told with it.
    """
    whole = ("phone", "name", "door", "words", "answers")
    kept: dict[str, Any] = {name: getattr(before, name) for name in whole if name in codes}
    if "reporter" in codes:
        kept |= {"reporter_name": before.reporter_name, "reporter_phone": before.reporter_phone}
    if {"kinds", "amounts"} & set(codes):
        kept["needs"] = before.needs
    mode = utilities.mode(case.area, utilities.board_for(case), utilities.codes_of(details.needs))
    unseen = first_state(mode, details.urgency, case.guarded) != State.OPEN
    if "urgency" in codes and unseen and not details.signs:
        kept["urgency"] = before.urgency
    return replace(details, **kept)


def _refuse_more_when_helped(case: Case, codes: Collection[str]) -> None:
    if case.state == State.HELPED and {"kinds", "amounts"} & set(codes):
        raise RuleBroken(_l("A helper says that all was brought. Say first whether that is so, then ask for more."))


def _refuse_what_is_off(case: Case, details: RequestDetails) -> None:
    """Raises RuleBroken when something is added that is off; all that stands in the case already stays."""
    more = utilities.added({need.item: need.quantity for need in case.needs}, details.needs)
    board = incidents.board(case.area.path, clock.now(), fresh=True, of=utilities.board_id(case))
    if found := utilities.off(board, more):
        names = ", ".join(kinds.kind(one.utility).name(languages.chosen()) for one in found)
        raise RuleBroken(
            _l("Not given here at the moment: %(names)s. What you asked for earlier stays; nothing can be added to it.",
               names=names)
        )  # fmt: skip


def _keep(case: Case, codes: list[str], details: RequestDetails, urgency_before: int) -> None:
    _drop(case)
    row = CaseChange(case_id=case.id, at=clock.now(), codes=codes)
    wish = asdict(replace(details, signs=None))  # of danger: they count at once, and wait for nobody
    row.wish = json.dumps({"wish": wish, "urgency_before": urgency_before}, ensure_ascii=False)
    db.session.add(row)
    db.session.flush()


def _drop(case: Case) -> None:
    row = db.session.get(CaseChange, case.id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def _decided(case: Case, by: Actor, mark: str) -> Waiting:
    """The change that a moderator decides on, taken out; Conflict when it is another one than was read."""
    actions.require_moderator(case, by)
    found = waiting(case)
    if found is None or found.mark != mark:
        raise Conflict(_l("The requester has changed this again, or somebody else has decided. Look again."))
    _drop(case)
    return found


def _show_again(case: Case, by: Actor) -> None:
    if case.state == State.PENDING_REVIEW:
        move(case, Verb.APPROVE, by, verified_at=clock.now(), clock_at=actions.fresh_until(case))
