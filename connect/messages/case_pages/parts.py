"""The way from the pages of a case to its thread, with how many messages are new."""

from connect import clock
from connect.accounts.models import Person
from connect.cases import queries as cases
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.messages import queries, seats
from connect.messages.models import Thread
from connect.messages.polling import queries as polling
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
    went, now = queries.of_visitor(case, viewer), clock.now()
    running = next((one for one in went if one[0].runs(now)), None)
    before = (one for one in went if one[1] is not None and one[0].person_id == viewer.id)
    claim, thread = running or next(before, (None, None))
    if claim is None:
        return None
    return {"code": case.public_id, "unread": _unread(viewer, claim, thread), "runs": running is not None}


def _unread(viewer: Person, claim: Claim, thread: Thread | None) -> int:
    """The count of the head of the page is asked for anyway: where it knows of nothing new, nothing else is read."""
    counted = claim.person_id == viewer.id and claim.runs(clock.now())
    if thread is None or (counted and not polling.new_by_case(viewer).get(claim.case_id)):
        return 0
    seat = seats.of_helper(viewer, thread.public_id)
    return queries.unread(seat) if seat else 0
