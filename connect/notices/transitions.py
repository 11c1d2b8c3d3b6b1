"""The one door through which a notice changes its state: rule, the database's decision, a line of history."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import set_committed_value

from connect import clock, config, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.notices import queries, rules
from connect.notices.alerts import cap
from connect.notices.feed import listing
from connect.notices.models import Notice, NoticeEvent
from connect.notices.officials import dispatching as officials
from connect.notices.rules import Eyes, Role, State, Verb

audit_log.kinds(notice_alone="an official published a notice that a second official should have looked at")

CHANGED_MEANWHILE = _l("Somebody else changed this notice meanwhile. Look at it again before you change it.")


def eyes() -> Eyes:
    """From which severity on a second official is needed, and whether one alone may do without."""
    site = config.current()
    return Eyes(cap.SEVERITIES[site.four_eyes_from], site.publish_alone)


def roles_towards(notice: Notice, person: Person | None) -> set[Role]:
    """The parts that somebody has in a notice; None: the clock."""
    if person is None:
        return {Role.CLOCK}
    own = accounts.scopes(person, RoleName.OFFICIAL)
    channel, everywhere = [notice.channel.area.path], [notice.channel.area.path, *(a.area.path for a in notice.areas)]
    found = {Role.OFFICIAL} if rules.covers(own, channel) else set()
    if rules.covers(own, everywhere) and person.id == notice.created_by_id:
        found.add(Role.AUTHOR)
    above = rules.covers([*own, *accounts.scopes(person, RoleName.ADMIN)], everywhere)
    if above and person.id not in (notice.created_by_id, notice.changed_by_id):
        found.add(Role.OTHER)
    return found


def may(verb: Verb, notice: Notice, person: Person) -> bool:
    """Whether somebody may move a notice so, where it stands now."""
    return rules.may_move(
        verb, state=notice.state, roles=roles_towards(notice, person), severity=notice.severity, eyes=eyes()
    )


def move(notice: Notice, verb: Verb, by: Person | None, *, reason: str = "", **more: Any) -> State:
    """Changes the state of a notice by one of `rules.MOVES`; says where it stood. `more` are columns that change too.

    Raises RuleBroken where it stands elsewhere or a reason is missing, NotAllowed when the move is not theirs,
    Conflict when somebody was faster.
    """
    if verb in rules.NEEDS_REASON and not reason:
        raise RuleBroken(_l("Say why."))
    roles, was, now = roles_towards(notice, by), notice.state, clock.now()
    if not rules.may_move(verb, state=was, roles=roles, severity=notice.severity, eyes=eyes()):
        raise refusal(notice, verb, roles)
    target = rules.target_of(verb, notice.starts_at, now)
    if not changed(notice, {"state": target, "changed_at": now, **more}):
        raise faster(notice)
    record(notice, verb, was, by, reason)
    if verb == Verb.SUBMIT:
        officials.tell_waits(notice)
    if verb == Verb.PUBLISH_ALONE and by is not None:
        audit_log.write("notice_alone", by=by.id, about=f"notice {notice.id}", detail=notice.channel.area.path)
    return was


def refusal(notice: Notice, verb: Verb, roles: set[Role]) -> Exception:
    """Why a move is refused, in words that say what to do next."""
    if notice.state not in rules.MOVES[verb].sources:
        return faster(notice)
    if verb in (Verb.PUBLISH, Verb.PUBLISH_ALONE) and roles & set(rules.MOVES[verb].who):
        return RuleBroken(_l("A second official has to look at a notice that is this grave. Hand it in."))
    if verb in (Verb.APPROVE, Verb.SEND_BACK) and Role.OFFICIAL in roles:
        return NotAllowed(_l("You wrote this notice or changed it last. Somebody else has to look at it."))
    return NotAllowed(_l("You can write only for the areas you answer for."))


def faster(notice: Notice) -> Conflict:
    """The words for whoever came second: where it stands, and by whom."""
    last = queries.last_event(notice.updates_id or notice.id)
    if last is None or last.person is None:
        return Conflict(_l("This notice has moved on meanwhile. Look at where it stands now."))
    return Conflict(
        _l("%(name)s was faster: this notice has moved on meanwhile. Look at where it stands.", name=last.person.name)
    )


def changed(notice: Notice, values: dict[str, Any]) -> bool:
    """One conditional UPDATE: the database decides who was first. False, and nothing written, when it was not us."""
    mine = Notice.id == notice.id, Notice.state == notice.state, Notice.edition == notice.edition
    statement = sa.update(Notice).where(*mine).values(**values).execution_options(synchronize_session=False)
    if cast("sa.CursorResult[Any]", db.session.execute(statement)).rowcount != 1:
        return False
    for name, value in values.items():
        set_committed_value(notice, name, value)
    listing.keep(notice)
    return True


def record(notice: Notice, verb: Verb, was: State, by: Person | None, reason: str = "") -> None:
    """Adds a line of history, for a change that is not out to what it changes."""
    db.session.add(NoticeEvent(
        notice_id=notice.updates_id or notice.id, at=clock.now(), verb=verb, from_state=was, to_state=notice.state,
        person_id=by.id if by else None, reason=reason[: rules.LONGEST_REASON],
    ))  # fmt: skip
