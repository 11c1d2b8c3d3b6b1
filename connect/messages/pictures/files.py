"""Where the sealed files of messages lie: in the instance folder, never under `static` or `uploads`."""

from pathlib import Path

from connect import config


def folder() -> Path:
    """The folder of the files, which nothing serves by itself."""
    return config.current().instance / "talk"


def about(thread_id: int) -> str:
    """The place that a file is sealed for: its thread. Its key is sealed for its message."""
    return f"messages.picture:{thread_id}"
