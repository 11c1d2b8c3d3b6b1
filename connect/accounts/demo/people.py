"""The invented helpers, moderators, officials and organisations of the demo, by province."""

from dataclasses import dataclass, field
from datetime import timedelta

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.demo import names
from connect.accounts.models import Person, Role
from connect.accounts.organizations import actions as organizations
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto.tokens import new_public_id
from connect.registry.demo_data import PASSWORD, PLACES, Wave


@dataclass(slots=True)
class Cast:
    """The people who act in the wave, by province."""

    helpers: dict[str, list[Person]] = field(default_factory=dict)
    moderators: dict[str, list[Person]] = field(default_factory=dict)
    officials: dict[str, Person] = field(default_factory=dict)
    seconds: dict[str, Person] = field(default_factory=dict)  # who look at what those officials write
    wards: dict[str, list[Place]] = field(default_factory=dict)


def fill(wave: Wave) -> None:
    """Makes the people, who all share one printed password."""
    cast = Cast()
    wave.put(cast)
    people = Invented(wave)
    for code in PLACES:
        _staff_and_helpers(code, cast, people)
    _organizations(cast)
    for code in PLACES:
        _second_official(code, cast, people)
    db.session.flush()
    db.session.expire_all()


class Invented:
    """Makes people of a wave one by one, each with a number of their own."""

    def __init__(self, wave: Wave) -> None:
        self.dice, self.size, self.now = wave.dice, wave.size, clock.now()
        self._numbers = iter(range(10_000_000, 99_999_999, 7919))
        self._hash = accounts.hasher.hash(PASSWORD)  # one for all: they share the printed password

    def person(self, name: str = "", phone: str | None = None, verified: bool = False) -> Person:
        """Somebody who came some weeks ago; without a name, one of chance."""
        made = Person(
            public_id=new_public_id(), name=name or names.person_name(self.dice),
            phone=phone or f"+849{next(self._numbers)}", password_hash=self._hash,
            created_at=self.now - timedelta(days=self.dice.randint(3, 90)),
            verified_at=self.now - timedelta(days=2) if verified else None,
        )  # fmt: skip
        db.session.add(made)
        return made

    def helper(self, first: bool, phone: str | None) -> Person:
        """A volunteer; most of them have been looked at, and the first of a province always."""
        name = names.person_name(self.dice)
        return self.person(name, phone, verified=self.dice.random() < 0.7 or first)

    def give(self, who: Person, role: RoleName, area: Place) -> None:
        """Gives somebody a role over an area."""
        db.session.add(Role(person_id=who.id, role=role, area_id=area.id, granted_at=self.now))


# The phones whose sign-in is printed, by what their owner is.
PHONES: dict[str, str | None] = {"helper": "+84900000001", "moderator": "+84900000002", "official": "+84900000003"}


def _staff_and_helpers(code: str, cast: Cast, people: Invented) -> None:
    """The moderators, the official and the volunteers of a province; those of the first have printed phones."""
    province = areas.get(code)
    phones = PHONES if code == "79" else dict.fromkeys(PHONES)
    cast.wards[code] = areas.wards_of(province)
    others = max(1, people.size.moderators // len(PLACES))
    cast.moderators[code] = [people.person(phone=phones["moderator"]), *(people.person() for _ in range(others))]
    cast.officials[code] = people.person(f"UBND {province.short}", phones["official"], verified=True)
    cast.helpers[code] = [
        people.helper(n == 0, phones["helper"] if n == 0 else None) for n in range(people.size.helpers // len(PLACES))
    ]
    db.session.flush()
    for role, those, area in (
        (RoleName.MODERATOR, cast.moderators[code], province),
        (RoleName.VOLUNTEER, cast.helpers[code], areas.get("VN")),
        (RoleName.OFFICIAL, [cast.officials[code]], province),
    ):
        for one in those:
            people.give(one, role, area)


def _second_official(code: str, cast: Cast, people: Invented) -> None:
    """Somebody who looks at the grave notices of a province before they go out; that of the first has a phone."""
    phone = "+84900000009" if code == "79" else None
    cast.seconds[code] = people.person(phone=phone, verified=True)
    db.session.flush()
    people.give(cast.seconds[code], RoleName.OFFICIAL, areas.get(code))


def _organizations(cast: Cast) -> None:
    """One organisation after the other, in turn by province; three of four are verified."""
    shares = list(PLACES)
    for number, name in enumerate(names.ORGANIZATIONS):
        code = shares[number % len(shares)]
        made = organizations.register(
            name=name, kind="group", area=areas.get(code), about="", by=cast.helpers[code][0]
        )  # fmt: skip
        if number % 4:
            organizations.verify(made, by=cast.officials[code])
