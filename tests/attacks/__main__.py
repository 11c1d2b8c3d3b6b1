"""Attacks as sequences: `python -m tests.attacks [ROW …] [--postgres]`. Prints each and a last line of JSON.

Each row is a module of `rows/`, named like the row, with `attack(stage)`, which fails where the attack got through,
and if it needs them `SETTINGS` of the site. Each is played on a site of its own, served on loopback by two processes.
"""

import argparse
import json
import sys
import time
import traceback
from contextlib import nullcontext

from tests.attacks.rows import HELD, all_rows, played
from tests.postgres import Cluster


def main() -> int:
    """Plays the rows that are asked for, or all; the exit code tells whether each was held."""
    rows = all_rows()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="ROW", help=", ".join(rows))
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own and not on SQLite")
    asked = parser.parse_args()
    told = {}
    for name in asked.names or rows:
        began = time.monotonic()
        with Cluster() if asked.postgres else nullcontext("") as url:
            try:
                played(rows[name], url)
                told[name] = HELD
            except Exception as error:
                traceback.print_exc()
                told[name] = f"not held: {error}"[:300]
        print(f"{name}: {told[name]} in {time.monotonic() - began:.0f} s", flush=True)
    print(json.dumps(told))
    return int(set(told.values()) != {HELD})


if __name__ == "__main__":
    sys.exit(main())
