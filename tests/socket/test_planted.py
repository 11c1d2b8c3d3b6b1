"""The suite sees: faults planted around the app are found by the checks that are there for them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask

from tests.attacks.stage import Stage
from tests.conftest import POSTGRES
from tests.faults.site import served
from tests.socket import checks
from tests.socket.conftest import NewApp
from tests.socket.through import FORWARDED, served_world

pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="once: what stands around the app knows no database")


@contextmanager
def planted(app: Flask, faults: str, **settings: str) -> Iterator[Stage]:
    """A site with these faults."""
    with served(app, "tests.socket.planted", {"PLANTED": faults, **settings}) as site:
        yield Stage(app, site)


def missed(stage: Stage, *looks: Callable[[Stage], None]) -> list[str]:
    """The checks that found nothing."""
    found = []
    for look in looks:
        try:
            look(stage)
            found.append(look.__name__)
        except AssertionError:
            pass
    return found


def log_holds_no_secret(stage: Stage) -> None:
    """The check of the log, of a stage."""
    checks.log_holds_no_secret(stage.site)


def test_a_cache_without_eyes_a_bare_crash_and_a_talkative_log_are_found(new_app: NewApp) -> None:
    with planted(new_app(), "shared bare told") as stage:
        looks = (checks.cache_keeps_people_apart, checks.own_change_is_seen, checks.all_answers_have_headers)
        assert missed(stage, *looks, log_holds_no_secret) == []


def test_processes_that_do_not_know_each_others_forms_are_found(new_app: NewApp) -> None:
    with planted(new_app(), "apart") as stage:
        assert missed(stage, checks.forms_pass_between_processes) == []


def test_a_server_that_drops_what_the_proxy_says_is_found(new_app: NewApp) -> None:
    with planted(new_app(), "stripped", **FORWARDED) as stage:
        assert missed(stage, checks.visitors_are_told_apart) == []


def test_a_moderator_who_reaches_another_area_is_found(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTED", "wide")
    made: AbstractContextManager[tuple[checks.World, object]] = served_world(
        new_app(staff_second_factor="offered"), "tests.socket.planted"
    )
    with made as (world, _site), pytest.raises(AssertionError, match=r"moderator_far: GET moderation\.review"):
        checks.table_holds(world, only=("moderation.review",))
