"""A PostgreSQL server of our own for the length of a test run: in a temporary folder, on loopback, then gone."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType


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
        self.port = _free_port()

    def __enter__(self) -> str:
        if os.geteuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        data = str(self.folder / "data")
        if not Path(data).exists():
            self._run("initdb", "-D", data, "-U", "connect", "--auth=trust", "-E", "UTF8", "--locale=C")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            f"-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 {self.settings}"
        )
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        return f"postgresql://connect@127.0.0.1:{self.port}/postgres"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast" if self.kept else "immediate", "stop")
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        folder = binaries()
        assert folder, "no PostgreSQL server is installed"
        command = [str(folder / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
