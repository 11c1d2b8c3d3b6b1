"""The signs that make a request suspicious, and the phones whose requests are looked at first."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.cases import actions
from connect.cases.models import Case, CaseSecret
from connect.cases.screening import amounts, flags as screening_flags, scam_patterns
from connect.cases.screening.scam_patterns import Suspicion
from connect.cases.transitions import Actor
from connect.incidents.households import rules as households
from connect.moderation import queries
from connect.moderation.blueprint import bp
from connect.web import Answer, open_to
from connect.web.pages import languages


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a case should be looked at closely. `can_watch`: its phone is still kept.

    `much_more`: item to how much of it would be usual; `never`: sentences about what is not for everybody.
    """

    flags: list[str]
    suspicions: list[Suspicion]
    watched: bool
    can_watch: bool
    much_more: Mapping[str, int]
    never: list[str]


def reasons(case: Case, secret: CaseSecret) -> Reasons:
    """The facts for a moderator's decision: flags, suspicious words, whether the phone is watched and still known."""
    texts = "\n".join((secret.words, secret.name, secret.door))
    return Reasons(
        screening_flags.flags_on(case), scam_patterns.suspicions(texts), screening_flags.is_watched(secret.phone_hash),
        secret.wiped_at is None, amounts.much_more(case), _never(case),
    )  # fmt: skip


def _never(case: Case) -> list[str]:
    lang = languages.chosen()
    return [words for need in case.needs if (words := households.for_helpers(need.item, lang))]


@bp.post("/<pid:public_id>/phone/<any(watch, unwatch):verb>")
@open_to("moderator")
def phone(public_id: str, verb: str) -> Answer:
    """Marks the phone of a request, so that its later requests are looked at first, or takes the mark away."""
    with db.transaction():
        case = queries.case_in_scope(current_person(), public_id)
        actions.watch_phone(case, Actor(current_person()), verb == "watch")
    web.tell(_("Done. It stands in the history of this request."))
    return web.see_other("moderation.review", public_id=public_id)
