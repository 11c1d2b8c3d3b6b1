"""Who may say yes to a run."""

from types import SimpleNamespace

import pytest

from connect.accounts.rules import RoleName
from connect.shopping.gathering import rules
from connect.shopping.gathering.rules import Asked, Refusal

PATH, NEXT = "/79/26734/", "/79/26737/"


def role(name: RoleName, path: str | None = None, organization: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(role=name, area_path=path, organization_id=organization)


def asked(**over: object) -> Asked:
    values = {"stops": 8, "own": frozenset({1, 2, 3}), "organization_id": 5, "is_verified": True, "paths": (PATH,)}
    return Asked(**values | over)  # type: ignore[arg-type]


PEER = [role(RoleName.MODERATOR, organization=5)]
OFFICIAL = [role(RoleName.OFFICIAL, path="/79/")]


@pytest.mark.parametrize(
    ("run", "person", "roles", "why"),
    [
        (asked(), 9, PEER, None),
        (asked(stops=10), 9, PEER, None),
        (asked(stops=11), 9, PEER, Refusal.OFFICIAL),
        (asked(is_verified=False), 9, PEER, Refusal.OFFICIAL),
        (asked(), 9, [role(RoleName.MODERATOR, organization=6)], Refusal.NOBODY),
        (asked(), 9, [role(RoleName.VOLUNTEER, organization=5)], Refusal.NOBODY),
        (asked(), 2, PEER, Refusal.OWN),  # leads in it
        (asked(stops=400), 1, OFFICIAL, Refusal.OWN),  # has planned it
        (asked(stops=400), 9, OFFICIAL, None),
        (asked(organization_id=None), 9, OFFICIAL, None),
        (asked(organization_id=None), 9, PEER, Refusal.NOBODY),
        (asked(paths=(PATH, NEXT)), 9, [role(RoleName.OFFICIAL, path=PATH)], Refusal.NOBODY),
        (asked(paths=()), 9, OFFICIAL, Refusal.NOBODY),
    ],
)  # fmt: skip
def test_a_run_has_the_yes_of_a_second_person(run: Asked, person: int, roles: list[object], why: object) -> None:
    assert rules.why_not(run, person, roles) == why  # type: ignore[arg-type]


def test_a_code_of_a_bag_is_six_letters_that_nobody_mistakes() -> None:
    codes = {rules.bag_code(f"{n:064x}"[::-1]) for n in range(500)}
    assert len(codes) > 490
    assert all(len(code) == rules.BAG_CODE and set(code) <= set(rules.CODE_LETTERS) for code in codes)
