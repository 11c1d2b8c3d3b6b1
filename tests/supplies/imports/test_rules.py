"""One row of a file is read as it is written, or says what is wrong with each of its cells."""

import pytest

from connect.supplies.imports import rules

COLUMNS = {"name": 0, "kind": 1, "ward": 2, "delivers_km": 3}


@pytest.mark.parametrize("km", ["inf", "nan", "-1", "1e999", "51", "gần"])
def test_kilometres_that_are_none_are_a_fault_of_their_cell(km: str) -> None:
    row, troubles = rules.read(["Chợ Lớn", "chợ", "Phường Bến Thành", km], COLUMNS)
    assert row is None and [(one.column, one.why) for one in troubles] == [("delivers_km", "kilometres")]
