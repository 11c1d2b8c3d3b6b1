"""Files of imports that are not read yet: sealed in the instance folder, gone once their rows are kept.

A file is written before its row and deleted after it; what a crash leaves between nobody can open, and it is swept.
"""

from pathlib import Path

from connect import config
from connect.errors import NotFound
from connect.pictures import row_files, sealed
from connect.pictures.sealed import Kept
from connect.supplies.imports.models import SupplyImport


def folder() -> Path:
    """The folder of the files, which nothing serves."""
    return config.current().instance / "imports"


def put_down(content: bytes, public_id: str) -> Kept:
    """Keeps the file of an import. OSError when the disk is full."""
    return sealed.keep(content, folder(), _about(public_id))


def content(found: SupplyImport) -> bytes:
    """The file as it was sent. NotFound where it is not there any more."""
    if found.file is None or found.file_key is None:
        raise NotFound
    return sealed.opened(Kept(found.file, found.file_key), folder(), _about(found.public_id))


def drop(name: str) -> None:
    """Deletes a file."""
    row_files.drop(name, folder())


def _about(public_id: str) -> str:
    return f"supply_imports.file:{public_id}"
