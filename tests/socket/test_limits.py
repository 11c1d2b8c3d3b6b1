"""The number that is written down is the number that is in force: with 1, 2 and 4 processes, behind a proxy or not."""

import pytest

from tests.attacks.stage import Stage, staged
from tests.faults.site import served
from tests.socket.conftest import NewApp
from tests.socket.limits import WAYS, Scene, by_one_network, measured, measured_shortly, settings


@pytest.mark.parametrize(("processes", "proxied"), [way for way in WAYS if way != (2, True)])
def test_a_limit_of_each_kind_is_the_number_that_is_written_down(
    new_app: NewApp, processes: int, proxied: bool
) -> None:
    with staged(app=new_app(), **settings(processes, proxied)) as stage:
        told = measured_shortly(Scene(stage, proxied))
        wrong = [f"{name}: {got}, not {written}" for name, got, written in told if got != written]
    assert not wrong, "\n".join(wrong)


def test_every_limit_is_the_number_that_is_written_down(new_app: NewApp) -> None:
    with staged(app=new_app(), **settings(2, True)) as stage:
        told = measured(Scene(stage, True))
        wrong = [f"{name}: {got}, not {written}" for name, got, written in told if got != written]
    assert not wrong, "\n".join(wrong)


def test_processes_that_count_alone_are_found(new_app: NewApp) -> None:
    app = new_app()
    with served(app, "tests.socket.counting_alone", settings(4, False)) as site:
        scene = Scene(Stage(app, site), False)
        assert by_one_network(scene, "/accounts/sign-in", 90) > 30
