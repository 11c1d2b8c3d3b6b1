"""Sets up .venv from a lock file with hashes, when the lock has changed; compiles the translations.

Standard library only: it runs before anything is installed. `python3 tools/setup.py requirements.lock`
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(lock: str) -> None:
    """Makes what is missing and leaves the rest alone."""
    if sys.version_info < (3, 11):
        sys.exit("Connect needs Python 3.11 or newer.")
    if not PYTHON.exists():
        make_venv()
    stamp = VENV / "connect-lock"
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    # The test lock holds the other one, so a site set up for tests need not be set up again to run.
    if stamp.is_file() and f"{lock} {wanted}" in stamp.read_text().splitlines():
        pass
    else:
        print(f"Installing {lock} …", flush=True)
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        # The lock is complete, so nothing is resolved: pyvrp declares matplotlib, which only its plots would need.
        subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", ROOT / lock], check=True)
        known = [f"{lock} {wanted}"]
        if lock == "requirements-test.lock":
            plain = hashlib.sha256((ROOT / "requirements.lock").read_bytes()).hexdigest()
            known.append(f"requirements.lock {plain}")
        stamp.write_text("\n".join(known))
    compile_translations()


def make_venv() -> None:
    """The virtual environment, or a sentence on what Debian calls the missing part."""
    try:
        venv.EnvBuilder(with_pip=True).create(VENV)
    except (subprocess.CalledProcessError, ImportError, OSError):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(f"Python cannot make virtual environments here. On Debian: apt-get install python{version}-venv")


def compile_translations() -> None:
    """The catalogues in the form that is read at run time, when they are older than their source."""
    for source in (ROOT / "connect" / "translations").glob("*/LC_MESSAGES/messages.po"):
        made = source.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        command = [VENV / "bin" / "pybabel", "--quiet", "compile", "--use-fuzzy", "-i", source, "-o", made]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["requirements.lock"])
