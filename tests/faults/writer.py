"""Posts cases and notes each that was confirmed: `python -m tests.faults.writer FOLDER POSTS [PRAGMA …]`.

It is watched by `power`. The pragmas come after the app's own: they shorten a run, or plant a bug.
"""

import os
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.app import create_app
from connect.crypto.tokens import keyed
from tests.builders import post_case
from tests.conftest import KEYS

SECRET = "power"


def main(folder: Path, posts: int, pragmas: list[str]) -> None:
    """Posts so many; what is written to `confirmed` was committed before."""
    app = create_app(instance=folder, database_url="", secret_key=SECRET, keys=KEYS, writes_wait_s=60)
    note = os.open(folder / "confirmed", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    with app.app_context():
        sa.event.listen(db.extension.engine, "connect", lambda connection, _: _set(connection, pragmas))
        for number in range(posts):
            phone = f"+8439{number:07}"
            post_case(phone=phone)
            os.write(note, keyed(SECRET, "phone", phone).encode())
    os._exit(0)  # as a power cut ends it: nothing is closed and tidied up


def _set(connection: Any, pragmas: list[str]) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
