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
    wards: dict[str, list[Place]] = field(default_factory=dict)


def fill(wave: Wave) -> None:
    """Makes the people, who all share one printed password."""
    dice, size, cast = wave.dice, wave.size, Cast()
    wave.put(cast)
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
        staff = [person(names.person_name(dice), "+84900000002" if first else None) for _ in range(1)]
        staff += [person(names.person_name(dice)) for _ in range(max(1, size.moderators // len(shares)))]
        cast.officials[code] = person(f"UBND {province.short}", "+84900000003" if first else None, verified=True)
        cast.helpers[code] = [
            person(
                names.person_name(dice),
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
    for number, name in enumerate(names.ORGANIZATIONS):
        made = organizations.register(
            name=name, kind="group", area=areas.get(shares[number % len(shares)]), about="",
            by=cast.helpers[shares[number % len(shares)]][0],
        )  # fmt: skip
        if number % 4:
            organizations.verify(made, by=cast.officials[shares[number % len(shares)]])
    db.session.flush()
    db.session.expire_all()
