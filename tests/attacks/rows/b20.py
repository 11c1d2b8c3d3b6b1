"""B20: numbers and their files tell of no other province, whatever the address says, and no spreadsheet calculates."""

import csv
import io

from connect import geo
from tests.attacks.helping import cases
from tests.attacks.stage import Stage

HANOI = geo.Point(21.0278, 105.8342)
PAGES = ("/moderation/numbers", "/moderation/numbers/desk", "/moderation/coverage")
FILES = ("/moderation/numbers.csv", "/moderation/coverage.csv", "/moderation/coverage.geojson")
WILD = (
    "", "?area=01", "?area=VN", "?sort=place&order=asc", "?sort=path&order=asc;--", "?sort=need&sort=place", "?page=-1",
    f"?page={'9' * 400}", "?sort=%27%20OR%201%3D1", "?kind=food&kind=%2A", "?order=asc&sort=__class__",
)  # fmt: skip


def attack(stage: Stage) -> None:
    cases(stage, 2)
    (there,) = cases(stage, 1, point=HANOI)
    ward = "SELECT areas.code FROM areas JOIN cases ON cases.area_id = areas.id WHERE public_id = :code"
    foreign = str(stage.value(ward, code=there))
    official, _ = stage.signed_in("official", area="79")
    for path in (*PAGES, *FILES):
        for wild in WILD:
            answer = official.get(path + wild)
            assert answer.status in (200, 404), f"{path}{wild} answers {answer.status}"
            assert foreign not in answer.text, f"{path}{wild} tells of a ward of another province"
            if path.endswith(".csv") and answer.status == 200:
                _is_harmless(answer.text)
    helper, _ = stage.signed_in()
    assert {helper.get(path).status for path in (*PAGES, *FILES)} == {403}, "a helper reads the numbers of the staff"
    assert {stage.browser().get(path).status for path in (*PAGES, *FILES)} == {303}, "a stranger reads them"


def _is_harmless(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"))))
    assert len(rows) > 1, "the file is empty"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))], "a formula"
