"""How long a list of places takes to be checked and written, that the same list again changes nothing, and how long
one of which every row changed takes.

`measured(rows, seed)` works on the site of the app in force, as `bench.supplies` has it; all places lie in one city.
"""

import csv
import io
import random
import time

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.supplies.imports import jobs, queries, reading, rules, writing
from connect.supplies.imports.models import SupplyImport

CITY = "79"
HEAD = ("outside_id", "name", "kind", "ward_code", "lat", "lon", "phone", "opening_hours", "goods")
HOURS = ("Mo-Su 05:00-18:00; PH off", "Mo-Sa 06:00-11:00,13:00-19:00", "Mo-Su 18:00-02:00", "24/7", "")
ALL = 1_000_000


def list_of(rows: int, seed: int, month: int = 0) -> bytes:
    """A list of so many places as a CSV file. In another month each has another name."""
    pick, wards = random.Random(seed), areas.wards_below([areas.get(CITY).path])
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(HEAD)
    for number in range(rows):
        ward, name = pick.choice(wards), f"Tạp hóa số {number}" + " mới" * month
        writer.writerow((
            f"L{number}", name, pick.choice(("shop", "market", "pharmacy")), ward.code,
            round(ward.lat + pick.uniform(-0.004, 0.004), 6), round(ward.lon + pick.uniform(-0.004, 0.004), 6),
            f"09{number:08}", pick.choice(HOURS), pick.choice(("rice:some:20000", "rice eggs:last", "noodles:plenty")),
        ))  # fmt: skip
    return made.getvalue().encode()


def measured(rows: int, seed: int, by: Person) -> dict[str, float]:
    """Seconds of checking and of writing, how many points the same list changed when it came again, and a new one."""
    file, source, person = list_of(rows, seed), f"bench {seed}", by.id
    begun = time.perf_counter()
    first = _checked(file, source, person)
    checked = time.perf_counter()
    written = _written(first)
    ended = time.perf_counter()
    again = _written(_checked(file, source, person))
    other = _checked(list_of(rows, seed, 1), source, person)
    begun_other = time.perf_counter()
    changed = _written(other)
    assert changed == rows, "every row of the list of another month changes its point"
    changed_s = time.perf_counter() - begun_other
    return {
        "import_check_s": round(checked - begun, 1), "import_write_s": round(ended - checked, 1),
        "import_written": written, "import_changed_again": again, "import_all_changed_s": round(changed_s, 1),
    }  # fmt: skip


def _checked(file: bytes, source: str, person: int) -> int:
    lines = reading.lines(file)
    columns = rules.guessed(lines[0].cells)
    with db.transaction():
        made = writing.begin(lines, source, areas.get(CITY), db.session.get_one(Person, person), columns)
        writing.check_anew(made, columns)
        number = made.id
    jobs.batches(number, ALL)
    return number


def _written(number: int) -> int:
    with db.transaction():
        writing.write(db.session.get_one(SupplyImport, number))
    jobs.batches(number, ALL)
    found = db.session.scalars(sa.select(SupplyImport).where(SupplyImport.id == number)).one()
    assert not queries.counts(found).get("bad"), "a list of the bench has no bad row"
    return found.written
