"""The counts per cell equal a look at every case, whatever happens to the processes that keep them."""

import subprocess
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases.map import cell_counts
from connect.cases.map.models import CellCount, CellStep, CellTotal
from connect.cases.models import Case, CaseEvent
from tests.builders import make_case, post_case
from tests.cases.walkers import walkers


def rows(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_change_appends_one_step_and_touches_no_sum(app: Flask) -> None:
    make_case("open")
    assert (rows(CellStep), rows(CellCount), rows(CellTotal)) == (1, 0, 0)
    assert cell_counts.country_totals() == {"need": 1, "taken": 0, "done": 0}


def test_a_fold_moves_all_steps_into_the_sums_and_changes_no_number(app: Flask) -> None:
    for state in ("open", "claimed", "in_delivery", "partly_helped", "helped", "confirmed", "withdrawn"):
        make_case(state)
    before = cell_counts.country_totals()
    with db.transaction():
        assert cell_counts.fold() > 0
    assert rows(CellStep) == 0
    assert cell_counts.country_totals() == before == {"need": 2, "taken": 2, "done": 2}
    with db.transaction():
        assert cell_counts.recount() == 0


def test_a_sum_that_comes_to_nothing_goes_away(app: Flask) -> None:
    case = make_case("open")
    with db.transaction():
        cell_counts.fold()
    with db.transaction():
        cell_counts.changed(cell_counts.map_entry_of(case), None)
    with db.transaction():
        cell_counts.fold()
    assert (rows(CellCount), rows(CellTotal)) == (0, 0)


def test_a_writer_folds_when_many_steps_have_come_together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_counts, "FOLD_EVERY", 4)
    for _ in range(9):
        make_case("open")
    assert rows(CellStep) < 4
    assert cell_counts.country_totals()["need"] == 9


@pytest.mark.parametrize("folded", [False, True])
def test_a_recount_finds_and_repairs_what_was_wrong(app: Flask, folded: bool) -> None:
    for _ in range(3):
        make_case("open")
    with db.transaction() as session:
        if folded:
            cell_counts.fold()
        session.execute(sa.insert(CellCount).values(res=8, cell=613, colour="need", kinds=1, urgency=1, n=2))
        session.execute(sa.insert(CellTotal).values(res=8, cell=613, need=2, taken=0, done=0))
    with db.transaction():
        assert cell_counts.recount() == 2
    with db.transaction():
        assert cell_counts.recount() == 0
    assert cell_counts.country_totals()["need"] == 3


def test_who_folds_while_another_does_leaves_it_to_her(bare_app: Flask) -> None:
    with bare_app.app_context():
        if not db.is_postgres():
            pytest.skip("SQLite has one writer")
        make_case("open")
        inside, done, found = threading.Event(), threading.Event(), []

        def other() -> None:
            with bare_app.app_context(), db.transaction():
                inside.wait()
                found.append(cell_counts.fold())
                done.set()

        thread = threading.Thread(target=other)
        thread.start()
        with db.transaction():
            assert cell_counts.fold() == 1
            inside.set()
            done.wait()
        thread.join()
        assert (found, cell_counts.country_totals()["need"]) == ([0], 1)


# --- Killed processes -------------------------------------------------------------------------------------


def wait_for_events(more: int, running: list[subprocess.Popen[bytes]]) -> None:
    """Until so many more moves stand in the history."""
    goal = rows(CaseEvent) + more
    while rows(CaseEvent) < goal:
        db.session.rollback()
        with pytest.raises(subprocess.TimeoutExpired):  # a walker that stops by itself fails the test
            running[0].wait(0.05)


def test_the_counts_are_true_after_processes_were_killed_in_the_middle(app: Flask) -> None:
    post_case()
    for round_ in range(2):
        with walkers(app, 2, seed=10 * round_) as running:
            wait_for_events(120, running)
    assert rows(Case) > 4
    with db.transaction():
        assert cell_counts.recount() == 0


def test_the_same_harness_finds_a_build_that_forgets_to_count(app: Flask) -> None:
    post_case()
    with walkers(app, 1, 99, "forgetful") as running:
        wait_for_events(250, running)
    with db.transaction():
        assert cell_counts.recount() > 0
