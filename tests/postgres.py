"""A PostgreSQL server of our own for the length of a test run: in a temporary folder, on loopback, then gone."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

OURS = (20_000, 32_000)


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest server installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return Path(other).resolve().parent if other else None


class Cluster:
    """`with Cluster() as url:` an empty server without durability, for tests and benches only.

    In a `folder` that is given, what was there is served again and stays; `settings` are more options of the server.
    """

    def __init__(self, folder: Path | None = None, settings: str = "") -> None:
        self.kept = folder is not None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="connect-pg-"))
        self.folder.mkdir(exist_ok=True)
        self.settings = settings
        self.port = free_port()

    @property
    def url(self) -> str:
        """Where it answers while it runs."""
        return f"postgresql://connect@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> Path:
        """What it keeps."""
        return self.folder / "data"

    def __enter__(self) -> str:
        self.own()
        if not self.data.exists():
            self.run("initdb", "-D", str(self.data), "-U", "connect", "--auth=trust", "-E", "UTF8", "--locale=C")
        self.start()
        return self.url

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop("fast" if self.kept else "immediate")
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def own(self) -> None:
        """Gives the folder to the server's user: it refuses to run as root."""
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)

    def start(self) -> None:
        """Starts it and waits until it takes connections."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            f"-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 {self.settings}"
        )
        self.run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self, mode: str) -> None:
        """Stops it: "fast" ends what is under way, "immediate" leaves the mending to the next start."""
        self.run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def runs(self) -> bool:
        """Whether it was started, and neither stopped nor killed since."""
        return _lives(self._main())

    def _main(self) -> int:
        """The number of its first process; 0 when there is none."""
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return 0

    def kill(self) -> None:
        """Kills all its processes without a warning, and waits until they are gone."""
        main = self._main()
        numbers = [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]
        for number in numbers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        while any(map(_lives, numbers)):
            time.sleep(0.005)
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")):
            lock.unlink()  # or the next start takes a dead process that nobody has buried yet for alive

    def run(self, program: str, *arguments: str) -> None:
        """Runs a program of the server's, as its user; an error when it fails."""
        folder = binaries()
        assert folder, "no PostgreSQL server is installed"
        command = [str(folder / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


def _lives(number: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> int:
    """A port below those that the system gives away by itself: it stays ours while a server is down and comes back."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            port = random.randrange(*OURS)
            probe.bind(("127.0.0.1", port))
            return port
