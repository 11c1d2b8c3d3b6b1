"""The way from the pages of a case to its thread, with how many messages are new."""

from connect import clock
from connect.accounts.models import Person
from connect.cases import queries as cases
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.messages import queries, seats
from connect.messages.models import Thread
from connect.registry import case_parts
from connect.registry.case_parts import Values


@case_parts.part("messages/way.html", page="own_page", order=2)
def _mine(case: Case, token: str) -> Values | None:
    """The requester's way to the helper at work, or to what was said before."""
    held, threads = cases.live_claim(case), queries.of_case(case)
    runs = held is not None and held.runs(clock.now())
    if not runs and not any(thread.last_number for thread in threads):
        return None
    seat = seats.of_requester(token, threads[0].public_id) if threads else None
    return {"token": token, "unread": queries.unread(seat) if seat else 0, "runs": runs}


@case_parts.mark
def _moved(case: Case) -> object:
    """The last number and the seen one of each thread, so that the requester's page shows what is new."""
    return [(one.last_number, one.hides, one.seen_by_requester) for one in queries.of_case(case)]


@case_parts.part("messages/way.html", page="show", order=2)
@case_parts.part("messages/way.html", page="contact", order=2)
def _helpers(case: Case, viewer: Person | None) -> Values | None:
    """The helper's way to whoever asked; nobody else learns that there is talk."""
    if viewer is None:
        return None
    held = cases.live_claim(case)
    runs = held is not None and held.runs(clock.now()) and viewer.id in _visitors(held)
    thread = queries.of_claim(held) if held is not None and runs else queries.of_person(case, viewer)
    if thread is None and not runs:
        return None
    return {"code": case.public_id, "unread": _unread(viewer, thread), "runs": runs}


def _visitors(held: Claim) -> set[int | None]:
    return {held.person_id, held.second_id} if held.second_at else {held.person_id}


def _unread(viewer: Person, thread: Thread | None) -> int:
    seat = seats.of_helper(viewer, thread.public_id) if thread else None
    return queries.unread(seat) if seat else 0
