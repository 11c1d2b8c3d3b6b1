"""The invented requests of the demo: thousands in every state, helped and confirmed as in real life.

Everything goes through the same actions as real life, told at its own past moment, so every invariant holds.
"""

import math
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from connect import clock, db, geo
from connect.accounts.demo import names
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.cases import actions, queries, rules, transitions
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.claims import actions as claim_actions, ending_limits, handover, limits as claim_limits
from connect.cases.claims.ending_limits import ENDS_IN_A_ROW
from connect.cases.claims.models import Claim
from connect.cases.demo import words
from connect.cases.disclosure import actions as disclosures, case_view, limits as disclosure_limits
from connect.cases.disclosure.limits import LOOKS_OPEN
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import ConnectError, RuleBroken
from connect.incidents import kinds
from connect.registry.demo_data import PLACES, Wave

BATCH = 200


class Told(NamedTuple):
    """The short code and the secret of one requester who waits for a helper."""

    code: str
    secret: str


def fill(wave: Wave) -> Iterator[None]:
    """Tells the cases in batches. People come with the first batch, so that a run cut short can begin anew."""
    cast, told = wave.get(Cast), Told("", "")
    for start in range(0, wave.size.cases, BATCH):
        end = min(start + BATCH, wave.size.cases)
        for number in range(start, end):
            told = _one_case(wave.dice, cast, wave.now, number) or told
        yield
        wave.progress(end)
    _first_case(cast)
    wave.put(told)


def _one_case(dice: random.Random, cast: Cast, now: datetime, number: int) -> Told | None:
    province = dice.choices(list(PLACES), [share for _, share in PLACES.values()])[0]
    crisis = PLACES[province][0]
    # A wave: many in the last three days, few before.
    posted = now - timedelta(hours=min(24 * 9, dice.expovariate(1 / 30)) + 0.05)
    with clock.told(posted):
        told = details(dice, crisis), _location(dice, cast, province)
        drafts = posting.drafts(*told, form_key=f"demo-{number}", lang="vi")
        case_id, token = posting.post_all(drafts, [posting.placement_of(one) for one in drafts])[0]
    case = db.session.get_one(Case, case_id)
    if case.guarded == rules.CLINICAL:
        return None  # waits for a clinician
    fate = dice.choices(
        ("new", "listed", "taken", "delivering", "partly", "helped", "confirmed", "other"), (9, 45, 8, 3, 7, 8, 14, 6)
    )[0]
    # Near a border the public ward can lie in the next province, whose moderators then look at it.
    moderators = cast.moderators.get(case.area.path.split("/")[2])
    if fate == "new" or not moderators:
        return None
    moderator = Actor(dice.choice(moderators))
    at = _later(dice, posted, now, hours=3)
    with clock.told(at):
        if fate == "other" and dice.random() < 0.5:
            actions.reject(case, moderator, dice.choice(rules.REJECT_REASONS))
            return None
        if case.state == "pending_review":
            actions.approve(case, moderator, "Lần trước chỉ đủ vài ngày, nhà đông người.")
        else:  # the mode of the area had it shown at once
            actions.check(case, moderator)
    if fate == "other":
        with clock.told(_later(dice, at, now, hours=10)):
            actions.withdraw(case)
    elif fate != "listed":
        help_case(dice, case, cast.helpers[province], fate, at, now)
    return Told(case.public_id, token) if case.state == "claimed" else None


def _first_case(cast: Cast) -> None:
    """The volunteer whose sign-in is printed holds one case in the middle of the city."""
    helper = cast.helpers["79"][0]
    found = queries.nearby(geo.Point(10.7769, 106.7009), queries.Filters(), limit=1)
    if found and not queries.open_claims_count(helper.id):
        claim_actions.claim(case_view.of(db.session.get_one(Case, found[0].id), Actor(helper)))


def help_case(dice: random.Random, case: Case, helpers: list[Person], fate: str, at: datetime, now: datetime) -> None:
    """A helper takes the case and brings it as far as fate allows; one who is full passes it by."""
    if fate in ("taken", "delivering"):  # these must be recent, or the lease would be over
        lease = claim_actions.lease_of(case)
        at = max(at, now - lease * dice.uniform(0.1, 0.8))
    else:
        at = _later(dice, at, now, hours=8)
    with clock.told(at):
        helper = _who_has_room(dice, case, helpers)
        if helper is None:
            return
        held = claim_actions.claim(case_view.of(case, Actor(helper)))
        if held.allowed_at is None and fate != "taken":
            claim_actions.allow(case, transitions.THE_REQUESTER)
    if fate == "taken":
        return
    by = Actor(helper)
    with clock.told(min(now, at + timedelta(minutes=dice.randint(5, 20)))):
        disclosures.reveal(case_view.of(case, by), "to deliver")
        claim_actions.set_out(case_view.of(case, by))
    if fate == "delivering":
        return
    done = min(now, at + timedelta(minutes=dice.randint(25, 55)))
    with clock.told(done):
        rest = {need.item: need.rest for need in case.needs}
        if fate == "partly":
            rest = {item: math.ceil(n / 2) for item, n in list(rest.items())[: max(1, len(rest) // 2)]}
        handover.hand_over(case_view.of(case, by), rest, _code(case, held))
    if fate == "confirmed" and case.state == "helped":
        with clock.told(_later(dice, done, now, hours=6)):
            handover.confirm(case)


def _who_has_room(dice: random.Random, case: Case, helpers: list[Person]) -> Person | None:
    """A helper who may take this case at this moment and see its contact; None when four asked may not."""
    for helper in dice.sample(helpers, min(4, len(helpers))):
        with suppress(ConnectError):
            claim_limits.require(case_view.of(case, Actor(helper)), claim_actions.lease_of(case))
            disclosure_limits.check(case_view.of(case, Actor(helper)), "claimer")
            if queries.open_claims_count(helper.id) < LOOKS_OPEN["proven" if helper.verified else "new"]:
                return helper
    return None


def _code(case: Case, held: Claim) -> str | None:
    """The delivery code, where the helper's word alone would not be enough, or the last of too many in a row."""
    few = ENDS_IN_A_ROW["proven" if held.person.verified else "new"]
    try:
        ending_limits.require(case, held)
        enough = len(ending_limits.unconfirmed_row(held.person)) < few - 1
    except RuleBroken:
        enough = False
    return None if enough else actions.secret_of(case).delivery_code


def details(dice: random.Random, crisis: str) -> RequestDetails:
    """The needs, the people and the words of an invented household."""
    picked: dict[str, int] = {}
    # What is asked, as it was in August 2021: food 94 %, daily goods 35 %, medical goods 14 %, advice 3 %.
    odds = {
        "food": 0.94,
        "daily_goods": 0.35,
        "medical_goods": 0.14,
        "medical_advice": 0.03,
        "shopping": 0.08,
        "school_items": 0.04,
    }
    for kind in kinds.KINDS:
        if dice.random() < odds.get(kind.code, 0.05):
            for item in dice.sample(kind.items, dice.randint(1, min(3, len(kind.items)))):
                picked[item.code] = max(1, round(item.usual * dice.choice((0.5, 1, 1, 2))))
    picked = picked or {"rice": 5}
    other, people = dice.random() < 0.15, min(12, 1 + int(dice.expovariate(0.4)))
    return RequestDetails(
        needs=picked,
        people=people,
        urgency=dice.choices((0, 1, 2, 3), (10, 60, 25, 5))[0],
        vulnerable=sum(bit for bit in rules.VULNERABLE.values() if dice.random() < 0.15),
        words=words.situation(dice, crisis, people),
        name=names.person_name(dice),
        phone=_phone(dice),
        door=words.door(dice),
        reporter_name=names.person_name(dice) if other else None,
        reporter_phone=_phone(dice) if other else None,
    )


def _phone(dice: random.Random) -> str:
    return f"+84{dice.choice(('32', '70', '81', '90', '98'))}{dice.randint(1_000_000, 9_999_999)}"


def _location(dice: random.Random, cast: Cast, province: str) -> Location:
    wards = cast.wards[province]
    ward = wards[min(len(wards) - 1, int(dice.expovariate(1) * len(wards) / 3))]
    reach = math.sqrt(ward.km2 or 4) * 1000 / 3  # metres; most homes lie nearer the middle than the edge
    north, east = dice.gauss(0, reach / 2), dice.gauss(0, reach / 2)
    around = geo.metric(geo.Point(ward.lat, ward.lon))
    point = geo.Point(round(ward.lat + north / around.ky, 6), round(ward.lon + east / around.kx, 6))
    by = dice.choice(("position", "position", "map", "ward", "address"))
    return Location(point, by, round(dice.uniform(5, 60), 0) if by == "position" else None, ward)


def _later(dice: random.Random, at: datetime, now: datetime, hours: float) -> datetime:
    return min(now, at + timedelta(hours=dice.uniform(0.02, hours)))
