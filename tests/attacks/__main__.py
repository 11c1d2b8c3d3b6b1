"""Attacks as sequences: `python -m tests.attacks [ROW …] [--only sqlite|postgresql]`; a last line of JSON.

Each row is a module of `rows/`, named like the row, with `attack(stage)`, which fails where the attack got through,
and if it needs them `SETTINGS` of the site. Each is played on a site of its own, served on loopback by two processes,
on both databases.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from xml.etree import ElementTree

from connect.config import ROOT
from tests.attacks.rows import all_rows
from tests.postgres import Cluster

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=0", "tests/attacks/test_attacks.py"]
DATABASES = ("sqlite", "postgresql")
HELD, NOT_HELD = "held", "not held"


def main() -> int:
    """Plays the rows that are asked for, or all; the exit code tells whether each was held on each database."""
    rows = all_rows()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="ROW", choices=[*rows, []], help=", ".join(rows))
    parser.add_argument("--only", choices=DATABASES, help="on this database alone")
    asked = parser.parse_args()
    names = asked.names or list(rows)
    held = [played(names, database) for database in DATABASES if asked.only in (None, database)]
    told = {name: HELD if all(name in one for one in held) else NOT_HELD for name in names}
    print(json.dumps(told))
    return int(set(told.values()) != {HELD})


def played(names: list[str], database: str) -> set[str]:
    """The rows that were held on a database; PostgreSQL is a server of its own."""
    print(f"== {database}", flush=True)
    chosen = [f"{PYTEST[-1]}::test_the_attack_is_held[{name}]" for name in names]
    with Cluster() if database == "postgresql" else nullcontext("") as url, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [*PYTEST[:-1], f"--junit-xml={report}", *chosen]
        every = {"DATABASE_URL": url, "CONNECT_PROOFS": "long"}  # on PostgreSQL else only the first and the last row
        subprocess.run(command, cwd=ROOT, env={**os.environ, **every}, check=False)
        cases = ElementTree.parse(report).getroot().iter("testcase")
        return {re.findall(r"\[(.+)\]", str(case.get("name")))[0] for case in cases if len(case) == 0}


if __name__ == "__main__":
    sys.exit(main())
