"""Reading an alert of others: `python -m bench.cap [--seed N] [--rounds 5]`.

One file of 1.7 MB: an alert with 212 outlines in Vietnam, one of them of 34,000 points, 93,000 in all. Reading it
whole (limits, elements, outlines, the wards that they mean) beside a bare parse of the same bytes by the standard
library. Rounds are interleaved; the last line is JSON, `read_vs_parse` the ratio of the medians.
"""

import argparse
import json
import math
import random
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

from connect.areas import queries as areas
from connect.notices.sources.reading import places, reader
from tests.faults.site import fresh_site

OUTLINES, LONG, POINTS = 212, 34_066, 93_040
NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>bench-1</identifier><sender>bench@example.org</sender>
<sent>2026-11-29T08:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>vi-VN</language><category>Met</category><event>Bão</event><urgency>Expected</urgency>
<severity>Severe</severity><certainty>Likely</certainty><expires>2026-11-30T08:00:00+07:00</expires>
<headline>Bão vào</headline><description>Gió giật.</description><area><areaDesc>Ven biển</areaDesc>
"""


def file(seed: int) -> bytes:
    """The file: outlines round places of Vietnam, each a circle with a ragged edge."""
    dice = random.Random(seed)
    sizes = [LONG] + [(POINTS - LONG) // (OUTLINES - 1)] * (OUTLINES - 1)
    drawn = "".join(f"<polygon>{_outline(dice, size)}</polygon>\n" for size in sizes)
    return f"{HEAD}{drawn}</area></info></alert>".encode()


def _outline(dice: random.Random, size: int) -> str:
    lat, lon, wide = dice.uniform(9, 22), dice.uniform(105, 109), dice.uniform(0.05, 0.3)
    steps = ((math.tau * n / (size - 1), wide * dice.uniform(0.97, 1.03)) for n in range(size - 1))
    spots = [f"{lat + far * math.sin(turn):.5f},{lon + far * math.cos(turn):.5f}" for turn, far in steps]
    return " ".join([*spots, spots[0]])


def measure(seed: int, rounds: int) -> dict[str, float]:
    """The medians of both, and what was found."""
    data, took = file(seed), {"parse": list[float](), "read": list[float]()}
    known = places.gazetteer(areas.everywhere())
    for _ in range(rounds + 1):  # the first warms up
        for name, work in (
            ("parse", lambda: ElementTree.fromstring(data)),
            ("read", lambda: reader.read(data, replace(known), NOW)),
        ):
            began = time.perf_counter()
            found = work()
            took[name].append(time.perf_counter() - began)
    assert isinstance(found, reader.FileRead) and found.reads[0].alert is not None
    middle = {name: statistics.median(some[1:]) for name, some in took.items()}
    return {
        "bytes": len(data), "points": data.count(b",") - 1, "places": len(found.reads[0].places),
        "parse_ms": middle["parse"] * 1000, "read_ms": middle["read"] * 1000,
        "read_vs_parse": middle["read"] / middle["parse"],
    }  # fmt: skip


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    with fresh_site() as app, app.app_context():
        found = measure(asked.seed, asked.rounds)
    print(json.dumps({name: round(value, 3) for name, value in found.items()}))


if __name__ == "__main__":
    main()
