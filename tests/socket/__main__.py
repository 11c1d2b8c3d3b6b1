"""The suite that goes through the socket: `python -m tests.socket [--only sqlite|postgresql]`.

Prints what pytest prints, and a last line of JSON that says of each database whether all held.
"""

import argparse
import json
import os
import subprocess
import sys
from contextlib import nullcontext

from connect.config import ROOT
from tests.postgres import Cluster

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/socket"]
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Runs it on each database, or on the one that was asked for; the exit code is that of the worse run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=DATABASES, help="on this database alone")
    asked = parser.parse_args()
    codes = {name: run(name) for name in DATABASES if asked.only in (None, name)}
    print(json.dumps({name: "held" if code == 0 else "not held" for name, code in codes.items()}))
    return max(codes.values())


def run(database: str) -> int:
    """The exit code of the suite on a database; PostgreSQL is a server of its own, and the browser has been used."""
    print(f"== {database}", flush=True)
    postgres = database == "postgresql"
    with Cluster() if postgres else nullcontext("") as url:
        command = [*PYTEST, "-m", "not browser"] if postgres else PYTEST
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
