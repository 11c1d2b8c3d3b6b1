"""The parts of stories on the pages of a case: thanks and stories, for the requester and for the helper."""

from connect.accounts.models import Person
from connect.cases.models import Case
from connect.registry import case_parts
from connect.registry.case_parts import Values
from connect.stories import queries
from connect.stories.beginning import actions


@case_parts.mark
def _moved(case: Case) -> object:
    """The stories of a request and how often each has changed."""
    return [(one.id, one.version) for one in queries.of_case(case)]


@case_parts.part("stories/parts/own.html", page="own_page", order=6)
def _own(case: Case, token: str) -> Values | None:
    """The helps that can be thanked for, each with the words to the helper and the story, if there are any."""
    helps = queries.helps(case)
    rows = [
        {"claim": one, "to": len(helps) - place, "thanks": queries.thanks_of(one), "story": queries.of_claim(one)}
        for place, one in enumerate(helps)
    ]
    return {"helps": rows, "token": token} if rows else None


@case_parts.part("stories/left.html", page="deleted", order=6)
@case_parts.part("stories/left.html", page="delete", order=6)
def _left(_case: Case, token: str) -> Values | None:
    """The stories that the link can still take down, also once the data of the request is deleted."""
    found = [one for one in queries.told_by(token) if one.words]
    return {"stories": found, "token": token} if found else None


@case_parts.part("stories/parts/helped.html", page="show", order=20)
def _helped(case: Case, viewer: Person | None) -> Values | None:
    """For the helper of a confirmed case: the thanks, and the way to tell of it."""
    claim = queries.help_of(case, viewer) if viewer else None
    if claim is None:
        return None
    return {
        "thanks": queries.thanks_of(claim), "story": queries.of_claim(claim), "case": case,
        "may_tell": actions.why_not(claim) is None,
    }  # fmt: skip
