"""The site as `flask serve` runs it: real processes, killed and stopped."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from connect.serving import processes
from tests.faults.site import Served, served


@pytest.fixture
def site(bare_app: Flask) -> Iterator[Served]:
    """A site that serves."""
    with served(bare_app, loaded=False) as started:
        started.wait_for(lambda: len(started.children()) == 3)
        yield started


def gone(number: int) -> bool:
    """Whether a process has ended; one that only waits to be noticed has."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_every_process_that_is_killed_is_replaced_and_the_site_answers(site: Served) -> None:
    before = site.children()
    for number in before:
        site.kill_child(number)
        assert site.answers()
    site.wait_for(lambda: len(site.children()) == 3 and not set(before) & set(site.children()))
    assert site.answers()


def test_a_site_whose_first_process_is_killed_leaves_none_behind(site: Served) -> None:
    children = site.children()
    site.kill()
    while not all(gone(number) for number in children):
        pass
    assert not site.answers()


def test_a_site_that_is_told_to_stop_does_so_in_good_order(site: Served) -> None:
    assert isinstance(site.process, subprocess.Popen)
    site.process.terminate()
    assert site.process.wait() == 0
    assert not site.answers()


def test_one_process_a_core_stays_on_it_and_any_other_number_goes_where_the_system_likes() -> None:
    ours = sorted(os.sched_getaffinity(0))
    assert processes.cores(0) == processes.cores(len(ours)) == ours
    assert processes.cores(len(ours) + 1) == [None] * (len(ours) + 1)
