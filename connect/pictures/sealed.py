"""Pictures as sealed files, for those that few may see.

Each is sealed under a key of its own, which lies sealed in the database (AES-256-GCM, NIST SP 800-38D). So a rotation
of the site's keys touches rows alone, and a file whose row is gone can be read by nobody, even from a backup of files.
"""

import base64
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connect.errors import NotFound

_NONCE = 12
_NAME = re.compile(r"[0-9a-f]{32}(?:\.part)?")


class Kept(NamedTuple):
    """A sealed file: its name in the folder, and its key, which belongs into a sealed column."""

    name: str
    key: str


def keep(content: bytes, folder: Path, about: str) -> Kept:
    """Seals a picture for one place, `about`, into a new file; whole or not at all. OSError when the disk is full."""
    name, key, nonce = secrets.token_hex(16), secrets.token_bytes(32), secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, _where(about, name))
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{name}.part"
    try:
        _write(beside, sealed)
        beside.replace(folder / name)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    return Kept(name, base64.b64encode(key).decode())


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def opened(kept: Kept, folder: Path, about: str) -> bytes:
    """The picture. NotFound when the file is not there, was changed, or belongs to another place."""
    try:
        sealed = (folder / kept.name).read_bytes()
        key = AESGCM(base64.b64decode(kept.key))
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], _where(about, kept.name))
    except (FileNotFoundError, InvalidTag, ValueError) as error:
        raise NotFound from error


def drop(name: str, folder: Path) -> None:
    """Deletes a file; one that is not there any more is gone already."""
    (folder / Path(name).name).unlink(missing_ok=True)


def older_than(moment: float, folder: Path) -> Iterator[str]:
    """The names of files here, whole or half written, that were last changed before a moment in seconds."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if _NAME.fullmatch(path.name) and path.stat().st_mtime < moment:
                yield path.name


def _where(about: str, name: str) -> bytes:
    return f"{about}:{name}".encode()
