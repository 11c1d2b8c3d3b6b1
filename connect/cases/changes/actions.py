"""A requester changes a case: what a moderator had looked at is looked at again, and stays as it was until then."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.cases import actions, rules
from connect.cases.actions import Wish
from connect.cases.changes import rules as change_rules
from connect.cases.changes.models import CaseChange
from connect.cases.models import Case
from connect.cases.rules import State, Verb
from connect.cases.screening import moderation_modes, scam_patterns
from connect.cases.transitions import THE_REQUESTER, Actor, amend, move, remark
from connect.errors import Conflict, RuleBroken


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits: which one (to be sent back with a decision), what, and both sides."""

    mark: str
    codes: list[str]
    before: Wish
    after: Wish


def change(case: Case, wish: Wish) -> list[str]:
    """The requester's new wish. Returns the codes of what waits for another look; empty when all of it holds at once.

    What nobody had looked at yet is simply changed. Else what is harmless counts at once and the rest waits beside the
    case; a risky change takes the case off the list, unless a helper has it.
    """
    codes = change_rules.changed(asdict(_looked_at(case)), asdict(wish)) if case.verified_at else []
    _refuse_more_when_helped(case, codes)
    if not codes:
        _drop(case)
        actions.edit(case, wish)
        return []
    before, secret = _looked_at(case), actions.secret_of(case)
    known = scam_patterns.suspicions("\n".join((secret.words, secret.name, secret.door)))
    suspicious = bool(set(scam_patterns.suspicions("\n".join(actions.free_texts(wish)))) - set(known))
    at_once = _at_once(case, before, wish, codes)
    if at_once != _now(case):
        actions.edit(case, at_once)
    _keep(case, codes, wish, before.urgency)
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
    return Waiting(row.at.isoformat(), list(row.codes), before, Wish(**kept["wish"]))


def accept(case: Case, by: Actor, mark: str) -> None:
    """A moderator takes the change that was looked at; a case that was held for it is shown again."""
    found = _decided(case, by, mark)
    actions.edit(case, found.after, looked_at=True)
    remark(case, "accept_change", by)
    _show_again(case, by)


def refuse(case: Case, by: Actor, mark: str) -> None:
    """A moderator leaves the case as it was before the change."""
    found = _decided(case, by, mark)
    if case.urgency > found.before.urgency and "urgency" in found.codes:
        amend(case, by, "correct", {"urgency": found.before.urgency})
    remark(case, "refuse_change", by)
    _show_again(case, by)


# --- Parts ------------------------------------------------------------------------------------------------


def _now(case: Case) -> Wish:
    """What the case says now, as a wish."""
    secret = actions.secret_of(case)
    return Wish(
        needs={need.item: need.quantity for need in case.needs}, people=case.people, urgency=case.urgency,
        vulnerable=secret.vulnerable, words=secret.words, name=secret.name, phone=secret.phone, door=secret.door,
        reporter_name=secret.reporter_name, reporter_phone=secret.reporter_phone, guards=secret.guards,
        sms=secret.sms_agreed_at is not None,
    )  # fmt: skip


def _looked_at(case: Case) -> Wish:
    """What a moderator had looked at: as it is now, but for an urgency that counts already and waits for a look."""
    found = waiting(case)
    return found.before if found else _now(case)


def _at_once(case: Case, before: Wish, wish: Wish, codes: Collection[str]) -> Wish:
    """The new wish without what waits. A higher urgency counts at once where the mode would show it at once."""
    kept: dict[str, Any] = {name: getattr(before, name) for name in ("phone", "name", "door", "words") if name in codes}
    if "reporter" in codes:
        kept |= {"reporter_name": before.reporter_name, "reporter_phone": before.reporter_phone}
    if {"kinds", "amounts"} & set(codes):
        kept["needs"] = before.needs
    if "urgency" in codes and rules.first_state(moderation_modes.standing(case.area).mode, wish.urgency) != State.OPEN:
        kept["urgency"] = before.urgency
    return replace(wish, **kept)


def _refuse_more_when_helped(case: Case, codes: Collection[str]) -> None:
    if case.state == State.HELPED and {"kinds", "amounts"} & set(codes):
        raise RuleBroken(_l("A helper says that all was brought. Say first whether that is so, then ask for more."))


def _keep(case: Case, codes: list[str], wish: Wish, urgency_before: int) -> None:
    _drop(case)
    row = CaseChange(case_id=case.id, at=clock.now(), codes=codes)
    row.wish = json.dumps({"wish": asdict(wish), "urgency_before": urgency_before}, ensure_ascii=False)
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
        move(case, Verb.APPROVE, by, verified_at=clock.now(), clock_at=actions.fresh_until())
