"""Fills an empty site with a wave: 5,000 cases in every state, helpers, moderators, notices.

Everything goes through the same actions as real life, told at its own past moment, so every invariant holds.
"""

import gc
import math
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connect import clock, db, geo
from connect.accounts import actions as accounts
from connect.accounts.models import Person, Role
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases import actions, kinds, queries, rules, transitions
from connect.cases.actions import Spot, Wish
from connect.cases.asking import posting
from connect.cases.claims import actions as claim_actions, ending_limits, limits as claim_limits
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto.tokens import new_public_id
from connect.demo import words
from connect.errors import ConnectError, RuleBroken
from connect.notices import actions as notices

PASSWORD = "xin-chao-2026"  # noqa: S105 - printed for everybody by `flask demo`
PLACES = {"79": ("epidemic", 34), "01": ("epidemic", 24), "46": ("flood", 16), "52": ("flood", 13), "66": ("flood", 13)}
BATCH = 200

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a wave."""

    cases: int = 5000
    helpers: int = 300
    moderators: int = 12
    notices: int = 40


@dataclass(slots=True)
class Cast:
    """Who acts in the wave, by province."""

    helpers: dict[str, list[Person]] = field(default_factory=dict)
    moderators: dict[str, list[Person]] = field(default_factory=dict)
    officials: dict[str, Person] = field(default_factory=dict)
    wards: dict[str, list[Place]] = field(default_factory=dict)


def fill(seed: int, size: Size, progress: Progress) -> tuple[str, str]:
    """Fills the site; returns the short code and secret of one requester who waits for a helper."""
    dice = random.Random(seed)  # nosec B311 # noqa: S311 - a story, not a secret
    gc.disable()  # a tenth quicker: what is made here is either kept or freed by counting
    link, cast, now = ("", ""), Cast(), clock.now()
    for start in range(0, size.cases, BATCH):
        with db.transaction():  # people come with the first cases, so that a run cut short can begin anew
            if start == 0:
                _people(dice, size, cast)
            for number in range(start, min(start + BATCH, size.cases)):
                link = _one_case(dice, cast, now, number) or link
        progress(min(start + BATCH, size.cases))
    with db.transaction():
        _first_case(cast)
        _notices(dice, cast, now, size.notices)
    gc.enable()
    return link


# --- People -----------------------------------------------------------------------------------------------


def _people(dice: random.Random, size: Size, cast: Cast) -> None:
    numbers = iter(range(10_000_000, 99_999_999, 7919))
    secret = accounts.hasher.hash(PASSWORD)  # one hash for all: they share the printed password
    now = clock.now()

    def person(name: str, phone: str | None = None, verified: bool = False) -> Person:
        made = Person(
            public_id=new_public_id(), name=name, phone=phone or f"+849{next(numbers)}", password_hash=secret,
            created_at=now - timedelta(days=dice.randint(3, 90)),
            verified_at=now - timedelta(days=2) if verified else None,
        )  # fmt: skip
        db.session.add(made)
        return made

    def role(who: Person, name: RoleName, area: Place) -> None:
        db.session.add(Role(person_id=who.id, role=name, area_id=area.id, granted_at=now))

    country = areas.get("VN")
    shares = list(PLACES)
    for code in shares:
        province = areas.get(code)
        cast.wards[code] = areas.wards_of(province)
        first = code == "79"
        staff = [person(words.person_name(dice), "+84900000002" if first else None) for _ in range(1)]
        staff += [person(words.person_name(dice)) for _ in range(max(1, size.moderators // len(shares)))]
        cast.officials[code] = person(f"UBND {province.short}", "+84900000003" if first else None, verified=True)
        cast.helpers[code] = [
            person(
                words.person_name(dice),
                "+84900000001" if first and n == 0 else None,
                verified=dice.random() < 0.7 or n == 0,
            )
            for n in range(size.helpers // len(shares))
        ]
        db.session.flush()
        for one in staff:
            role(one, RoleName.MODERATOR, province)
        for one in cast.helpers[code]:
            role(one, RoleName.VOLUNTEER, country)
        role(cast.officials[code], RoleName.OFFICIAL, province)
        cast.moderators[code] = staff
    for number, name in enumerate(words.ORGANIZATIONS):
        made = accounts.register_organization(
            name=name, kind="group", area=areas.get(shares[number % len(shares)]), about="",
            by=cast.helpers[shares[number % len(shares)]][0],
        )  # fmt: skip
        if number % 4:
            accounts.verify_organization(made, by=cast.officials[shares[number % len(shares)]])
    db.session.flush()
    db.session.expire_all()


# --- Cases ------------------------------------------------------------------------------------------------


def _one_case(dice: random.Random, cast: Cast, now: datetime, number: int) -> tuple[str, str] | None:
    province = dice.choices(list(PLACES), [share for _, share in PLACES.values()])[0]
    crisis = PLACES[province][0]
    # A wave: many in the last three days, few before.
    posted = now - timedelta(hours=min(24 * 9, dice.expovariate(1 / 30)) + 0.05)
    with clock.told(posted):
        told = _wish(dice, crisis), _spot(dice, cast, province)
        draft = posting.draft(*told, form_key=f"demo-{number}", lang="vi")
        case_id, token = posting.post(draft, posting.placement_of(draft))
    case = db.session.get_one(Case, case_id)
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
        _help(dice, case, cast.helpers[province], fate, at, now)
    return (case.public_id, token) if case.state == "claimed" else None


def _first_case(cast: Cast) -> None:
    """The volunteer whose sign-in is printed holds one case in the middle of the city."""
    helper = cast.helpers["79"][0]
    found = queries.nearby(geo.Point(10.7769, 106.7009), queries.Filters(), limit=1)
    if found and not queries.open_claims_count(helper.id):
        claim_actions.claim(db.session.get_one(Case, found[0].id), helper)


def _help(dice: random.Random, case: Case, helpers: list[Person], fate: str, at: datetime, now: datetime) -> None:
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
        held = claim_actions.claim(case, helper)
        if held.allowed_at is None and fate != "taken":
            claim_actions.allow(case, transitions.THE_REQUESTER)
    if fate == "taken":
        return
    by = Actor(helper)
    with clock.told(min(now, at + timedelta(minutes=dice.randint(5, 20)))):
        claim_actions.reveal(case, by, "to deliver")
        claim_actions.set_out(case, by)
    if fate == "delivering":
        return
    done = min(now, at + timedelta(minutes=dice.randint(25, 55)))
    with clock.told(done):
        rest = {need.item: need.rest for need in case.needs}
        if fate == "partly":
            rest = {item: math.ceil(n / 2) for item, n in list(rest.items())[: max(1, len(rest) // 2)]}
        claim_actions.hand_over(case, by, rest, _code(case, held))
    if fate == "confirmed" and case.state == "helped":
        with clock.told(_later(dice, done, now, hours=6)):
            claim_actions.confirm(case)


def _who_has_room(dice: random.Random, case: Case, helpers: list[Person]) -> Person | None:
    """A helper who may take this case at this moment and see its contact; None when four asked may not."""
    for helper in dice.sample(helpers, min(4, len(helpers))):
        with suppress(ConnectError):
            claim_limits.require(case, helper)
            disclosure_limits.check(case, helper, "claimer")
            if queries.open_claims_count(helper.id) < rules.LOOKS_OPEN["proven" if helper.verified else "new"]:
                return helper
    return None


def _code(case: Case, held: Claim) -> str | None:
    """The delivery code, where the helper's word alone would not be enough, or the last of too many in a row."""
    few = rules.ENDS_IN_A_ROW["proven" if held.person.verified else "new"]
    try:
        ending_limits.require(case, held)
        enough = len(ending_limits.unconfirmed_row(held.person)) < few - 1
    except RuleBroken:
        enough = False
    return None if enough else actions.secret_of(case).delivery_code


def _wish(dice: random.Random, crisis: str) -> Wish:
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
    return Wish(
        needs=picked,
        people=people,
        urgency=dice.choices((0, 1, 2, 3), (10, 60, 25, 5))[0],
        vulnerable=sum(bit for bit in rules.VULNERABLE.values() if dice.random() < 0.15),
        words=words.situation(dice, crisis, people),
        name=words.person_name(dice),
        phone=_phone(dice),
        door=words.door(dice),
        reporter_name=words.person_name(dice) if other else None,
        reporter_phone=_phone(dice) if other else None,
    )


def _phone(dice: random.Random) -> str:
    return f"+84{dice.choice(('32', '70', '81', '90', '98'))}{dice.randint(1_000_000, 9_999_999)}"


def _spot(dice: random.Random, cast: Cast, province: str) -> Spot:
    wards = cast.wards[province]
    ward = wards[min(len(wards) - 1, int(dice.expovariate(1) * len(wards) / 3))]
    reach = math.sqrt(ward.km2 or 4) * 1000 / 3  # metres; most homes lie nearer the middle than the edge
    north, east = dice.gauss(0, reach / 2), dice.gauss(0, reach / 2)
    around = geo.metric(geo.Point(ward.lat, ward.lon))
    point = geo.Point(round(ward.lat + north / around.ky, 6), round(ward.lon + east / around.kx, 6))
    by = dice.choice(("position", "position", "map", "ward", "address"))
    return Spot(point, by, round(dice.uniform(5, 60), 0) if by == "position" else None, ward)


def _later(dice: random.Random, at: datetime, now: datetime, hours: float) -> datetime:
    return min(now, at + timedelta(hours=dice.uniform(0.02, hours)))


# --- Notices ----------------------------------------------------------------------------------------------


def _notices(dice: random.Random, cast: Cast, now: datetime, many: int) -> None:
    channels = {code: notices.make_channel(f"UBND {areas.get(code).name}", areas.get(code)) for code in PLACES}
    for number in range(many):
        code = list(PLACES)[number % len(PLACES)]
        title, text, severity = words.NOTICES[(number * 7 + number // len(PLACES)) % len(words.NOTICES)]
        whole = dice.random() < 0.4
        where = [areas.get(code)] if whole else dice.sample(cast.wards[code], dice.randint(1, 6))
        starts = now - timedelta(hours=dice.uniform(0.1, 72))
        with clock.told(starts):
            notices.publish(
                channels[code], by=cast.officials[code], title=title, text=text, severity=severity, areas=where,
                starts_at=starts, ends_at=now + timedelta(days=dice.uniform(1, 12)),
            )  # fmt: skip
