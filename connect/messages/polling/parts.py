"""How many messages are new, on the cards of one's cases and requests and beside the name of *My cases*."""

from connect.accounts.models import Person
from connect.accounts.sign_in import current_session
from connect.cases.models import Case
from connect.messages.polling import queries
from connect.registry import case_parts, navigation
from connect.registry.case_parts import Values

NEW = "messages/parts/new.html"


@case_parts.part(NEW, page="taken", order=1)
def _on_my_case(case: Case, person: Person) -> Values | None:
    number = queries.new_by_case(person).get(case.id)
    return {"number": number, "code": case.public_id} if number else None


@case_parts.part(NEW, page="mine_list", order=1)
def _on_my_request(case: Case, token: str) -> Values | None:
    number = queries.new_to_requester(case)
    return {"number": number, "token": token} if number else None


@navigation.news("cases.taken")
def _of_all() -> int:
    """Asked on every page of somebody who helps: one read by an index, which finds nothing where nothing is held."""
    person = current_session.person()
    return sum(queries.new_by_case(person).values()) if person else 0
