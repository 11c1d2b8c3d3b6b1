"""Runs a command with the address of an empty PostgreSQL server as its last word; the server ends with it."""

import subprocess
import sys

from tests.postgres import Cluster

if __name__ == "__main__":
    with Cluster() as url:
        sys.exit(subprocess.run([*sys.argv[1:], url], check=False).returncode)
