"""A liar with a script draws the map by boxes that are none and asks for tiles under any number, while the file of
streets is cut, written over and taken away; what waits for a look stands in no sign and on no card."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

from connect.streets.source import FILE
from tests.attacks.stage import Stage
from tests.builders import BEN_THANH, make_case
from tests.socket.browser import Browser
from tests.streets import made

VIETNAM = {"south": "8", "west": "102", "north": "24", "east": "118"}
NEAR = {"south": "10.7", "west": "106.6", "north": "10.8", "east": "106.8"}
ODD = ("", "nan", "inf", "-inf", "1e309", "9" * 400, "-999", "0x10", "1_0", "10;", "\u0661\u0662", "\x00")
TURNED = {"south": "24", "north": "8"}, {"west": "179", "east": "-179"}, {"west": "-1e9", "east": "1e9"}
TOLD = "/cases/clusters.json", "/cases/map/cards", "/supplies/clusters.json", "/cases/green.json"


def attack(stage: Stage) -> None:
    with stage.context():
        hidden = make_case("pending_review").public_id
    file = Path(stage.app.extensions["connect.config"].instance) / FILE
    file.write_bytes(made.small())
    liar = stage.browser()
    _boxes(liar)
    _hidden(liar, hidden)
    _tiles(liar, file)
    assert "Traceback" not in stage.site.said()


def _boxes(liar: Browser) -> None:
    boxes = [NEAR | {edge: odd} for edge in NEAR for odd in ODD] + [NEAR | turned for turned in TURNED]
    for path in TOLD:
        for box in boxes:
            answer = liar.get(f"{path}?{urlencode(box)}")
            assert answer.status in (200, 404, 422), f"{path} with {box}: {answer.status}"


def _hidden(liar: Browser, hidden: str) -> None:
    for box in (VIETNAM, NEAR):
        signs = json.loads(liar.get(f"/cases/clusters.json?{urlencode(box)}").text)["clusters"]
        assert not sum(one["need"] for one in signs), "a sign counts what waits for a look"
        assert hidden not in liar.get(f"/cases/map/cards?{urlencode(box)}").text


def _tiles(liar: Browser, file: Path) -> None:
    found = re.search(r"/streets/(\w+)/", liar.get("/cases/map").text)
    assert found, "the map has no streets"
    x, y = (int(part * 2**14) for part in made.spot_of(BEN_THANH))
    there = f"/streets/{found[1]}/14/{x}/{y}.mvt"
    assert liar.get(there).status == 200
    whole, junk = file.read_bytes(), b"\xff"
    cut = whole[: len(whole) // 2], whole[:130], b""
    beyond, below = there.replace("/14/", f"/{'9' * 30}/"), there.replace(f"/{x}/", "/-1/")
    for state in (*cut, b"PMTiles\x03" + junk * 200, whole[:400] + junk * len(whole), None):
        file.unlink() if state is None else file.write_bytes(state)
        for address in (there, beyond, below, f"{there}?buildings=x"):
            status = liar.get(address).status
            told = "no file" if state is None else f"a file of {len(state)} bytes"
            assert status in (200, 204, 404), f"{address} with {told}: {status}"
