"""The cases that one home has sent together: what neighbours bring, and the medical advice apart from it.

The relation lies with the secrets: nothing that others see of the one depends on whether there is another. So they
are found by the requester's own link alone.
"""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db, geo
from connect.areas import queries as areas
from connect.cases import rules
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.changes import actions as changes
from connect.cases.clinical import actions, rules as clinical
from connect.cases.models import Case, CaseSecret
from connect.cases.signs import queries as signs
from connect.crypto.tokens import new_link_token
from connect.errors import RuleBroken
from connect.incidents.signs.rules import Level, level_of


def of(case: Case) -> list[Case]:
    """The other cases of the same home that were sent with it or beside it, the first first."""
    mine = db.session.get_one(CaseSecret, case.id)
    beside = sa.or_(CaseSecret.sibling_id == case.id, Case.id == (mine.sibling_id or 0))
    found = sa.select(Case).join(CaseSecret, CaseSecret.case_id == Case.id).where(beside, CaseSecret.wiped_at.is_(None))
    return list(db.session.scalars(found.order_by(Case.id)))


def links(case: Case) -> list[tuple[str, Case]]:
    """The same, each with the secret of its link: for whoever holds the link of this one."""
    return [(db.session.get_one(CaseSecret, one.id).link_token, one) for one in of(case)]


def renew_links(case: Case) -> None:
    """Gives the others a new link too: whoever had the old link of this one has read theirs."""
    for one in of(case):
        db.session.get_one(CaseSecret, one.id).give_link(new_link_token())


# --- Changing a request -----------------------------------------------------------------------------------


def change(case: Case, details: RequestDetails) -> tuple[list[str], posting.Posted | None]:
    """A requester's change, and the case of its own that it asks for besides, if it does.

    Returns what waits for a look, as `changes.change` does, and the new case. RuleBroken when nothing would be left
    here, or when such a case goes on already. A case from before that holds both stays one until its end.
    """
    if _holds_both(case):
        return changes.change(case, clinical.whole(details)), None
    before = signs.level(case)
    parts = {clinical.is_clinical(part.needs): part for part in clinical.parts(details)}
    is_clinical = case.guarded == rules.CLINICAL
    own, other = parts.get(is_clinical), parts.get(not is_clinical)
    if own is None:
        raise RuleBroken(
            _l("This request would be empty. Leave in it what you still need, or say that you need nothing more.")
        )
    posted = _beside(case, other) if other else None
    waits, after = changes.change(case, own), signs.level(case)
    told = level_of(own.signs) if own.signs else Level.NONE
    actions.heed(case, max(told, after) if after > before else told)
    return waits, posted


def may_come_apart(case: Case) -> bool:
    """Whether medical advice asked for in a change of this case becomes another one."""
    return case.guarded != rules.CLINICAL and not _holds_both(case)


def _holds_both(case: Case) -> bool:
    return case.guarded != rules.CLINICAL and clinical.asks_advice([need.item for need in case.needs])


def _beside(case: Case, details: RequestDetails) -> posting.Posted:
    """Posts what is asked for besides; the same change sent twice gives the same case."""
    others = [one for one in of(case) if (one.guarded == rules.CLINICAL) == clinical.is_clinical(details.needs)]
    ended = [one for one in others if one.state in rules.ENDED]
    secret = db.session.get_one(CaseSecret, case.id)
    draft = posting.draft(
        details, _location_of(secret), form_key=f"beside {case.public_id} {len(ended)}", lang=secret.lang, own={case.id}
    )
    if len(ended) < len(others) and not posting.sent_before(details, draft.location, draft.form_key):
        raise RuleBroken(
            _l("You have asked for that already, in a request of its own. Open it by its link and change it there.")
        )
    return posting.post_all([draft], [posting.placement_of(draft)], beside=case.id)[0]


def _location_of(secret: CaseSecret) -> Location:
    point = geo.Point(secret.lat, secret.lon)
    return Location(point, secret.place_by, secret.accuracy_m, areas.by_id(secret.area_id))
