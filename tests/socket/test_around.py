"""What stands around the app, as two processes serve it: gate, shared cache, forwarded headers, logs."""

import json
from collections.abc import Iterator

import pytest

from tests.attacks.stage import Stage, staged
from tests.socket import checks
from tests.socket.conftest import NewApp
from tests.socket.through import FORWARDED


@pytest.fixture(scope="module")
def direct(new_app: NewApp) -> Iterator[Stage]:
    """A site that people reach by themselves."""
    with staged(app=new_app()) as made:
        yield made


@pytest.fixture(scope="module")
def proxied(new_app: NewApp) -> Iterator[Stage]:
    """A site with a proxy in front of it, which these tests play."""
    with staged(app=new_app(), **FORWARDED) as made:
        yield made


def test_two_processes_serve_and_each_answers(direct: Stage) -> None:
    assert len(direct.site.children()) == 3  # with the worker
    assert json.loads(direct.browser().get("/health").text)


def test_without_a_proxy_nobody_gets_around_a_limit_by_claiming_another_address(direct: Stage) -> None:
    checks.claims_are_not_believed(direct)


def test_behind_a_proxy_no_visitor_uses_up_the_limit_of_another(proxied: Stage) -> None:
    checks.visitors_are_told_apart(proxied)


@pytest.mark.parametrize(
    "check",
    [
        checks.cache_keeps_people_apart, checks.own_change_is_seen, checks.forms_pass_between_processes,
        checks.all_answers_have_headers,
    ],
    ids=lambda check: check.__name__,
)  # fmt: skip
@pytest.mark.parametrize("way", ["direct", "proxied"])
def test_it_holds_with_and_without_a_proxy(request: pytest.FixtureRequest, way: str, check: object) -> None:
    check(request.getfixturevalue(way))  # type: ignore[operator]


def test_no_line_of_any_log_holds_a_secret_whatever_goes_wrong(direct: Stage) -> None:
    checks.log_holds_no_secret(direct.site)


def test_whatever_bytes_arrive_no_process_dies_and_none_is_answered_by_a_page_that_failed(direct: Stage) -> None:
    before = direct.site.children()
    for raw in checks.raw_requests("/cases/ask"):
        status = checks.answer_to(direct.site, raw)[:12]
        assert not status.startswith(b"HTTP/1.1 5") or status.endswith(b"501"), raw[:80]
    assert direct.site.children() == before
