"""What the tests of a feature cost is counted, and a feature that grew too dear is named."""

import json
from pathlib import Path

import pytest

from tests import costs
from tests.test_architecture import ROOT


def test_every_folder_of_tests_has_a_line_in_the_table() -> None:
    folders = {path.parent.relative_to(ROOT / "tests").parts[:1] for path in (ROOT / "tests").rglob("test_*.py")}
    assert {parts[0] if parts else "house" for parts in folders} == set(costs.MAY_COST_S)


@pytest.mark.parametrize(
    ("nodeid", "feature"),
    [("tests/cases/map/test_views.py::test_a[b/c]", "cases"), ("tests/test_geo.py::test_a[x/y/z]", "house")],
)
def test_the_feature_of_a_test_is_its_folder(nodeid: str, feature: str) -> None:
    assert costs.feature_of(nodeid) == feature


def test_a_feature_that_costs_too_much_or_has_no_line_is_named() -> None:
    may_s = {"cases": 10.0, "areas": 10.0}
    assert costs.too_dear({"cases": 9.0, "areas": 10.0}, 1.0, may_s) == []
    assert [one.split(":")[0] for one in costs.too_dear({"cases": 11.0, "areas": 1.0}, 1.0, may_s)] == ["cases"]
    assert "line" in costs.too_dear({"offers": 0.1}, 1.0, may_s)[0]


def test_a_slow_machine_is_no_dear_feature() -> None:
    assert costs.too_dear({"cases": 19.0}, 2.0, {"cases": 10.0}) == []
    assert costs.too_dear({"cases": 21.0}, 2.0, {"cases": 10.0})


def test_both_databases_and_all_workers_are_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(costs, "MAY_COST_S", {"cases": 10, "areas": 10})
    for number, seconds in enumerate((6, 6, 2)):
        told = {"spent": {"cases": seconds, "areas": 1}, "slower": [1.0, 1.0]}
        (tmp_path / f"{number}.json").write_text(json.dumps(told))
    assert [one.split(":")[0] for one in costs.judged(tmp_path)] == ["cases"]
    assert "14.0 s of   10  cases" in capsys.readouterr().out


def test_time_is_counted_for_the_feature_it_is_told_apart_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "spent", type(costs.spent)())
    with costs.told_apart("browser"):
        costs.slowness()
    assert set(costs.spent) == {"browser"}
    assert costs.spent["browser"] > 0
