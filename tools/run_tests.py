"""Every test: on SQLite with a real browser, then on a PostgreSQL server of its own. `make test` calls it.

What is missing is installed by Debian's packages when we may; otherwise it says so loudly, and in CI it fails.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import costs
from tests.often import LONG
from tests.postgres import Cluster, binaries

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = {  # of Debian's packages
    "chromium": "chromium", "chromium-headless-shell": "chromium-headless-shell", "postgresql": "initdb",
    "redis-server": "redis-server", "strace": "strace", "nginx-light": "nginx", "caddy": "caddy",
}  # fmt: skip
INSTEAD = {"chromium-headless-shell": "chromium"}  # serves as well, at a third more for each page
WORKERS = max(2, os.cpu_count() or 1)
CI = os.environ.get("CI") == "true"


def main() -> int:
    """Runs the suite twice; the exit code is that of the worse run."""
    install_missing()
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        str(WORKERS),
        "--dist",
        "worksteal",
        "-p",
        "no:cacheprovider",
        "--durations=25",
        *sys.argv[1:],
    ]
    # Tests start the site in many processes, each of which would compile all of it anew, for most of a second.
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="connect-costs-") as folder:
        worse = run_twice(pytest, keeping | {costs.FOLDER: folder})
        if LONG:
            return worse
        print("== What the tests of each feature cost", flush=True)
        for sentence in (dear := costs.judged(Path(folder))):
            print(f"TOO DEAR: {sentence}", flush=True)
    return worse or bool(dear)


def run_twice(pytest: list[str], keeping: dict[str, str]) -> int:
    """The exit code of the worse of the two runs."""
    print("== SQLite, with a browser", flush=True)
    first = subprocess.run(pytest, cwd=ROOT, env=keeping, check=False).returncode
    second = 0
    if binaries():
        print("== PostgreSQL", flush=True)
        # No statistics are gathered behind the back of a test that asks for a plan.
        with Cluster(settings="-c autovacuum=off") as url:
            environment = {**keeping, "DATABASE_URL": url}
            command = [*pytest, "-m", "not browser"]
            second = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return first or second


def install_missing() -> None:
    """Chromium, PostgreSQL, Redis, nginx, Caddy, and strace for faults of the disk, from Debian."""
    missing = [package for package in PROGRAMS if not _is_there(package)]
    if not missing:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not sudo or shutil.which("sudo")):
        print(f"Installing {' and '.join(missing)} …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*sudo, "apt-get", "-qq", "update"], check=False, env=environment)
        subprocess.run(
            [*sudo, "apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing],
            check=False, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    still = [package for package in missing if not _is_there(package) and not _is_there(INSTEAD.get(package, package))]
    if still:
        line = "!" * 80
        print(f"{line}\nNOT TESTED: {' and '.join(still)} could not be installed.\n{line}", flush=True)
        if CI:
            sys.exit(1)


def _is_there(package: str) -> bool:
    """Whether a package's program is installed; those of administrators lie where other people do not look."""
    if package == "postgresql":
        return bool(binaries())
    return bool(shutil.which(PROGRAMS[package], path=f"{os.environ.get('PATH', '')}:/usr/sbin"))


if __name__ == "__main__":
    sys.exit(main())
