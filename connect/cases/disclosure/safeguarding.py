"""Cases that only specially checked organisations may see: a child alone, violence, private illness."""

from typing import Any

from flask_babel import lazy_gettext as _l

from connect import clock, geo
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import queries, rules, transitions
from connect.cases.asking import public_location
from connect.cases.models import Case
from connect.cases.rules import CaseRole, ClaimEnd, Guarded, Verb
from connect.cases.transitions import Actor
from connect.errors import NotAllowed, RuleBroken


def set_guard(case: Case, by: Actor, guarded: bool) -> Case:
    """Hides a case from all but checked organisations, or shows it again. An unchecked claimer loses it.

    Nothing changes where it is out of the public index for another reason: that one stays.
    Raises NotAllowed for anybody but the requester and the moderators of its area.
    """
    if not by.roles_towards(case, None) & {CaseRole.REQUESTER, CaseRole.MODERATOR}:
        raise NotAllowed(_l("You may not do this with this case."))
    if case.guarded not in (Guarded.LISTED, Guarded.SAFEGUARDED) or bool(case.guarded) == guarded:
        return case
    if guarded:
        _take_back(case, by)
    values = {"guarded": rules.SAFEGUARDED if guarded else 0, **(coarse_place(case) if guarded else {})}
    return transitions.amend(case, by, "guard" if guarded else "unguard", values)


def coarse_place(case: Case) -> dict[str, Any]:
    """The columns of a case that show it at the grain of medical and safeguarded needs; none when they do already.

    It is the coarse cell around the one that is shown, so nothing finer and no other place is ever told, and it
    stays when the need is taken out again.
    """
    if case.cell_res <= public_location.SENSITIVE:
        return {}
    public = public_location.place_of(geo.parent_of(case.cell, public_location.SENSITIVE))
    return public_columns(public)


def public_columns(public: public_location.PublicPlace) -> dict[str, Any]:
    """A public place as columns of `cases`: its cell, centre, and the ward of that centre."""
    return {
        "cell": public.cell, "cell_res": public.resolution, "lat": public.centre.lat, "lon": public.centre.lon,
        "area_id": areas.ward_at(public.centre).id,
    }  # fmt: skip


def check_visit(case: Case, person: Person, second: Person | None) -> None:
    """Raises unless two checked people go to a safeguarded case, the helper and another of such an organisation."""
    if case.guarded != Guarded.SAFEGUARDED:
        return
    if not person.cleared:
        raise NotAllowed(_l("Only members of specially checked organisations can take this case."))
    if second is None or second.id not in {one.id for one in accounts.companions(person)}:
        raise RuleBroken(_l("Two people go on this visit. Choose who goes with you."))


def _take_back(case: Case, by: Actor) -> None:
    held = queries.live_claim(case)
    if held is None or held.person.cleared:
        return
    if case.is_held(clock.now()):
        transitions.move(case, Verb.RELEASE, by, reason="stopped")
    transitions.end_claim(held, ClaimEnd.STOPPED, "stopped")
