"""Every route, as everybody, on what is theirs, what is others' and what does not exist: the table says who may."""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect import web
from connect.cases import actions, queries
from tests.often import LONG, POSTGRES, seed
from tests.privacy.who_may import IN_ADDRESS, JSON_KEYS, MORE, WHO, Row, forms
from tests.world import MISSING, PEOPLE, ROLES, STRANGERS, World, path_of, routes, world

__all__ = ["world"]
NAMED = {
    "member_id": "member",
    "person_id": "looker",
    "other": "open",
    "item": "utility_item",
    "line_id": "line",
    "loan_id": "loan",
    "picture_no": "picture_no",
    "place_no": "place_no",
    "thread_id": "thread",
    "story_id": "story",
    "version": "first_version",
}
THINGS = {
    "public_id",
    "token",
    "number",
    "about",
    "utility",
    "code",
    "mark",
    "z",
    "x",
    "y",
}  # the part of an address that the row's thing fills


# In short the two databases share the roles between them: who may what is decided by rules that are told the same of
# both. A stranger, a helper and moderators walk on both through the socket besides, see tests/socket/test_pages.py.
ON_POSTGRES = ("volunteer", "verified", "coordinator", "official_far", "admin")
# And of the many who get through alike, so many are drawn: whoever is refused is always asked.
THROUGH = 2
WALKING = ROLES if LONG else tuple(role for role in ROLES if (role in ON_POSTGRES) == POSTGRES)


def may_enter(open_to: tuple[str, ...], role: str) -> int | None:
    """What the door itself answers: 303 to sign in, 403, or None when it lets through."""
    if "anyone" in open_to:
        return None
    if role in STRANGERS:
        return 303
    return None if "signed_in" in open_to or PEOPLE[role][0] in open_to else 403


def expected(row: Row, open_to: tuple[str, ...], role: str, what: str, method: str) -> int | None:
    """The status this role must get, or None for "gets through"."""
    door = may_enter(open_to, role)
    if door is not None:
        return door
    if what == "missing":
        return 404
    if not row.may or {role, f"{role}:{method}"} & set(row.may.split()):
        return None
    told = [int(one.split(":")[1]) for one in row.may.split() if one in (f"{role}:403", f"{role}:404", f"{role}:409")]
    return told[0] if told else row.other


def values_of(world: World, names: set[str], row: Row, what: str) -> dict[str, Any]:
    """What stands in the address: the row's thing, or one that does not exist."""
    found = {name: world.things[NAMED[name]] for name in names if name in NAMED}
    for name in names & THINGS:
        found[name] = MISSING[name] if what == "missing" else part_of(world.things[row.thing], name)
    return found


def part_of(thing: Any, name: str) -> Any:
    """What of a thing stands in one part of an address: of one with several names, the one of this part."""
    return thing[name] if isinstance(thing, dict) else thing


def got(answer: TestResponse) -> int | None:
    """The status, with "gets through" as None."""
    if answer.status_code == 303 and "/accounts/sign-in" in (answer.location or ""):
        return 303
    return None if answer.status_code < 400 or answer.status_code == 422 else answer.status_code


def rows() -> Iterator[tuple[str, Row]]:
    """The whole table."""
    yield from WHO.items()
    yield from MORE


def walk(world: World, only: tuple[str, ...] = (), roles: tuple[str, ...] = ROLES) -> Iterator[str]:
    """Calls everything as everybody; yields what is not as the table says. That it is whole is seen elsewhere."""
    by_name: dict[str, list[Row]] = {}
    dice = random.Random(seed())
    for name, row in rows():
        by_name.setdefault(name, []).append(row)
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if endpoint == "static" or (only and endpoint not in only):
            continue
        open_to = world.app.view_functions[endpoint].open_to  # type: ignore[attr-defined]
        for row in by_name[endpoint]:
            through = [role for role in roles if expected(row, open_to, role, "there", method) is None]
            spared = set() if LONG else set(through) - set(dice.sample(through, min(len(through), THROUGH)))
            for role in (role for role in roles if role not in spared):
                yield from _compare(world, endpoint, method, rule, names, row, open_to, role)


def _compare(
    world: World, endpoint: str, method: str, rule: str, names: set[str], row: Row, open_to: tuple[str, ...], role: str
) -> Iterator[str]:
    answers = {}
    stopped = may_enter(open_to, role) is not None  # before anything is looked up
    for what in ("there", "missing") if names & THINGS and not stopped else ("there",):
        values = values_of(world, names, row, what)
        answer = _ask(world, endpoint, method, path_of(rule, values), role)
        answers[what], wanted, had = _plain(answer, values), expected(row, open_to, role, what, method), got(answer)
        if had != wanted and answer.status_code != wanted:
            told = f"{answer.status_code}, not {wanted or 'through'}"
            yield f"{role}: {method} {endpoint} on {row.thing or '-'} ({what}): {told}"
    if expected(row, open_to, role, "there", method) == 404 and len(set(answers.values())) > 1:
        yield f"{role}: {method} {endpoint}: what is not hers answers otherwise than what does not exist"


def _ask(world: World, endpoint: str, method: str, path: str, role: str) -> TestResponse:
    data = forms(world.things).get(endpoint, {})
    if method == "GET":
        asks = not any(name == endpoint and other == "POST" for name, other, *_ in routes(world.app))
        named = {name: data[name] for name in IN_ADDRESS.get(endpoint, "").split()}
        return world.send(role, "GET", path, query_string=data if asks else named or None)
    return world.send(role, "POST", path, data)


def asked_once(world: World, endpoint: str, path: str, role: str) -> TestResponse:
    """The page of an address for a role: in a world that nobody changes it is asked for once, by whichever test."""
    if (endpoint, role) not in world.answers:
        world.answers[endpoint, role] = _ask(world, endpoint, "GET", path, role)
    return world.answers[endpoint, role]


def _plain(answer: TestResponse, values: dict[str, Any]) -> str:
    text = answer.get_data().decode("utf-8", "replace")
    for value in values.values():
        text = text.replace(f"/{value}", "…")
    return f"{answer.status_code} " + re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", text)


# --- The tests --------------------------------------------------------------------------------------------


@pytest.mark.skipif(POSTGRES and not LONG, reason="on PostgreSQL the same is walked through the socket")
@pytest.mark.timeout(600)
def test_everybody_gets_exactly_as_far_as_the_table_says(world: World) -> None:
    found = list(walk(world, roles=WALKING))
    assert not found, "\n".join(found)


def test_the_walk_finds_a_route_that_forgot_the_area(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @web.open_to("moderator")
    def planted(public_id: str) -> str:
        return actions.secret_of(queries.by_public_id(public_id)).words

    @web.open_to("moderator")
    def telling(public_id: str) -> tuple[str, int]:
        case = queries.by_public_id(public_id)
        return f"not your area: {case.id}", 404

    bare_app.add_url_rule("/cases/<pid:public_id>/planted", "cases.planted", planted)
    bare_app.add_url_rule("/cases/<pid:public_id>/telling", "cases.telling", telling)
    monkeypatch.setitem(WHO, "cases.planted", Row("pending", "moderator"))
    monkeypatch.setitem(WHO, "cases.telling", Row("pending", "-"))
    with World(bare_app) as world:
        found = "\n".join(walk(world, only=("cases.planted", "cases.telling")))
    assert "moderator_far: GET cases.planted on pending (there): 200, not 404" in found
    assert "moderator_far: GET cases.telling: what is not hers answers otherwise" in found
    assert "moderator: GET cases.planted" not in found


# --- Fields -----------------------------------------------------------------------------------------------


def keys(value: Any) -> set[str]:
    """Every key anywhere in a JSON answer."""
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


def beyond(world: World, ask: Callable[[World, str, str, str], TestResponse] = asked_once) -> list[str]:
    """Keys in JSON answers that the schema of nobody names."""
    found, seen = [], set()
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if endpoint == "static" or method != "GET":
            continue
        for role in ("nobody", "claimer", "moderator", "official"):
            values = values_of(world, names, WHO[endpoint], "there")
            answer = ask(world, endpoint, path_of(rule, values), role)
            if not answer.is_json and answer.mimetype != "application/geo+json":
                continue
            seen.add(endpoint)
            if endpoint not in JSON_KEYS:
                found.append(
                    f"{endpoint} answers JSON: say in JSON_KEYS of tests/privacy/who_may.py what may stand in it"
                )
            elif (allowed := JSON_KEYS[endpoint]) is not None and (
                more := keys(answer.get_json(force=True)) - set(allowed.split())
            ):
                found.append(f"{endpoint} tells {role} {sorted(more)}, which its schema does not name")
    assert len(seen) >= len(JSON_KEYS), f"not one JSON answer from {set(JSON_KEYS) - seen}"
    return found


def test_no_json_answer_holds_a_field_that_its_schema_does_not_name(world: World) -> None:
    found = beyond(world)
    assert not found, "\n".join(found)


def test_the_schema_finds_a_field_that_was_planted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @web.open_to("anyone")
    def near_json() -> Any:
        return web.private({"label": "Bến Thành", "phone": "0912345678"})

    def ask(world: World, endpoint: str, path: str, role: str) -> TestResponse:
        asks = _ask(world, endpoint, "GET", path, role) if endpoint == "areas.near_json" else None
        return asks or asked_once(world, endpoint, path, role)

    monkeypatch.setitem(world.app.view_functions, "areas.near_json", near_json)
    assert any("'phone'" in one for one in beyond(world, ask))
