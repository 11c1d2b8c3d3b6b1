"""Cases that only specially checked organisations may see: a child alone, violence, private illness."""

from flask_babel import lazy_gettext as _l

from connect import clock
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.cases import door, queries, rules
from connect.cases.door import Actor
from connect.cases.models import Case
from connect.errors import NotAllowed, RuleBroken


def set_guard(case: Case, by: Actor, guarded: bool) -> Case:
    """Hides a case from all but checked organisations, or shows it again. Who holds it unchecked loses it.

    Raises NotAllowed for anybody but the requester and the moderators of its area.
    """
    if not by.roles_towards(case, None) & {"requester", "moderator"}:
        raise NotAllowed(_l("You may not do this with this case."))
    if bool(case.guarded) == guarded:
        return case
    if guarded:
        _take_back(case, by)
    return door.amend(case, by, "guard" if guarded else "unguard", {"guarded": int(guarded)})


def check_visit(case: Case, person: Person, second: Person | None) -> None:
    """Raises unless two checked people go to a guarded case, the helper and another of such an organisation."""
    if not case.guarded:
        return
    if not person.cleared:
        raise NotAllowed(_l("Only members of specially checked organisations can take this case."))
    if second is None or second.id not in {one.id for one in accounts.companions(person)}:
        raise RuleBroken(_l("Two people go on this visit. Choose who goes with you."))


def _take_back(case: Case, by: Actor) -> None:
    held = queries.live_claim(case)
    if held is None or held.person.cleared:
        return
    if rules.is_leased(case.state, case.free_at, clock.now()):
        door.move(case, "release", by, reason="stopped")
    door.end_claim(held, "stopped", "stopped")
