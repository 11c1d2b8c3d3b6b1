"""The number that is written down is the number that is in force: with 1, 2 and 4 processes, behind a proxy or not."""

import shutil
from collections.abc import Iterator

import pytest

from tests.attacks.stage import Stage, staged
from tests.faults.site import served
from tests.socket.browser import network
from tests.socket.conftest import NewApp
from tests.socket.limits import SETTINGS, Scene, by_one_network, measured, sending, let_through

WAYS = [(processes, proxied) for processes in (1, 2, 4) for proxied in (False, True)]


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}{'-behind-a-proxy' if way[1] else ''}")
def scene(request: pytest.FixtureRequest, new_app: NewApp) -> Iterator[Scene]:
    """A site of so many processes."""
    processes, proxied = request.param
    settings = {**SETTINGS, "CONNECT_WORKERS": str(processes), "CONNECT_TRUSTED_PROXIES": str(int(proxied))}
    with staged(app=new_app(), **settings) as stage:
        yield Scene(stage, proxied)


def test_every_limit_is_the_number_that_is_written_down(scene: Scene) -> None:
    wrong = [f"{name}: {got}, not {written}" for name, got, written in measured(scene) if got != written]
    assert not wrong, "\n".join(wrong)
