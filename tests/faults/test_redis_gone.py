"""A Redis that is gone, silent or slow is noticed once and then left alone, and used again when it is back."""

import shutil
import threading

import pytest
from flask import Flask
from limits import parse
from limits.strategies import MovingWindowRateLimiter

from connect.web.limits import redis_store
from connect.web.limits.redis_store import Counters
from tests.faults import redis_gone
from tests.faults.proxy import Proxy

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")


@pytest.mark.parametrize("fault", redis_gone.FAULTS)
def test_nobody_fails_and_who_comes_after_the_first_does_not_ask_it(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_store, "AGAIN_S", (3600.0,))
    met, after, questions = redis_gone.during(fault, redis_gone.shared, 400)
    assert (met.failed, after.failed, questions) == (0, 0, 0)
    assert len(after.waits_s) == 400


def test_the_harness_finds_a_store_without_a_time_out() -> None:
    met, after, _ = redis_gone.during("silent", redis_gone.without_time_out, 4)
    assert met.late + after.late


def test_a_site_starts_and_answers_while_its_redis_is_dead(make_app) -> None:  # type: ignore[no-untyped-def]
    with Proxy(1, mode="reset") as nobody:
        app: Flask = make_app(redis_url=f"redis://127.0.0.1:{nobody.port}")
        assert app.test_client().post("/accounts/sign-in", data={"phone": "0912345678"}).status_code < 500


def test_processes_count_together_again_when_redis_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_store, "AGAIN_S", (0.01,))
    monkeypatch.setattr(redis_store, "PATIENCE_S", 2.0)
    back = threading.Event()
    with redis_gone.server() as port, Proxy(port, mode="reset") as proxy:
        url = f"shared+redis://127.0.0.1:{proxy.port}"
        first, second = MovingWindowRateLimiter(Counters(url)), MovingWindowRateLimiter(Counters(url))
        once = parse("1 per hour")
        assert first.hit(once, "a") and second.hit(once, "a"), "each counts for itself"
        proxy.mode = "pass"
        while not (first.storage.is_shared and second.storage.is_shared):
            back.wait(0.01)
        assert first.hit(once, "b") and not second.hit(once, "b")
