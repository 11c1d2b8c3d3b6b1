"""Personal data is sealed per column before it reaches the database: AES-256-GCM, the key kept outside of it.

A sealed value is one byte of format, two of the key's number, twelve of nonce, then what AESGCM answers
(NIST SP 800-38D). Table, column and row go in as associated data, so that a value moved to another row or
column does not open. The keys lie in `instance/keys`, a line `number:base64` each, or in CONNECT_KEYS; the
highest number seals, all of them open. `connect.operations.key_rotation` makes, checks and rotates them.
"""

import base64
import os
import secrets
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from connect.config import Config, ConfigError

T = TypeVar("T")
_HEAD = struct.Struct(">BH")
_FORMAT, _NONCE = 1, 12


class KeyMissing(Exception):
    """A sealed value cannot be opened: its key is not there. The message says what to do."""


@dataclass
class Ring:
    """The site's keys by number, read again when their file changes, so that a rotation needs no restart."""

    path: Path
    given: str = ""
    _read: tuple[int, int] | None = None
    _keys: dict[int, AESGCM] = field(default_factory=dict)

    def numbers(self) -> list[int]:
        """The keys at hand, oldest first."""
        self._refresh()
        return sorted(self._keys)

    def newest(self) -> tuple[int, AESGCM]:
        """The key that seals."""
        self._refresh()
        if not self._keys:
            raise KeyMissing(f"There is no key to seal personal data with: {self.path} is missing. {_HELP}")
        number = max(self._keys)
        return number, self._keys[number]

    def by_number(self, number: int) -> AESGCM:
        """The key that sealed something earlier."""
        if number not in self._keys:
            self._refresh()
        if number not in self._keys:
            raise KeyMissing(f"Key {number} is missing from {self.path}. {_HELP}")
        return self._keys[number]

    def add(self) -> int:
        """Writes a new key into the file, readable by its owner only; returns its number."""
        if self.given:
            raise KeyMissing("The keys come from CONNECT_KEYS: put the new one in front there, then start again.")
        number = max(self.numbers(), default=0) + 1
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        line = f"{number}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
        self._write([*lines, line])
        return number

    def drop(self, numbers: set[int]) -> None:
        """Takes keys out of the file. What they sealed is lost for ever."""
        lines = self.path.read_text().splitlines()
        self._write([line for line in lines if int(line.partition(":")[0]) not in numbers])

    def _write(self, lines: list[str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        self._read = None

    def _refresh(self) -> None:
        if self.given:
            self._keys = self._keys or parsed(self.given.split(","), "CONNECT_KEYS")
            return
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            self._keys, self._read = {}, None
            return
        mark = (stat.st_mtime_ns, stat.st_ino)
        if mark != self._read:
            self._keys = parsed(self.path.read_text().split(), self.path.name)
            self._read = mark


_HELP = "Put the file back from your safe copy; without it names, phones and doors cannot be read by anybody."


def parsed(lines: list[str], where: str) -> dict[int, AESGCM]:
    """Keys from lines `number:base64 of 32 bytes`. Raises ConfigError that names the line, never the key."""
    keys = {}
    for position, line in enumerate(filter(None, lines), 1):
        number, _, text = line.strip().partition(":")
        try:
            key = base64.b64decode(text, validate=True)
            if not 1 <= int(number) <= 65535 or len(key) != 32:
                raise ValueError
            keys[int(number)] = AESGCM(key)
        except ValueError as error:
            raise ConfigError(f"{where}: line {position} is no key: it must read number:base64 of 32 bytes") from error
    return keys


def init_app(app: Flask, config: Config) -> None:
    """Gives the app its ring of keys; they are read when first needed."""
    app.extensions["connect.vault"] = Ring(config.instance / "keys", config.keys)


def ring() -> Ring:
    """The keys of the app at work."""
    found: Ring = current_app.extensions["connect.vault"]
    return found


def seal(text: str, where: str, number: int | None = None) -> bytes:
    """Seals a text for one place, table.column:row, under the newest key or the one asked for."""
    number, key = ring().newest() if number is None else (number, ring().by_number(number))
    nonce = secrets.token_bytes(_NONCE)
    return _HEAD.pack(_FORMAT, number) + nonce + key.encrypt(nonce, text.encode(), where.encode())


def opened(sealed: bytes, where: str) -> str:
    """Opens what was sealed for the same place. Raises KeyMissing when no key, or not this place's, opens it."""
    start = _HEAD.size + _NONCE
    try:
        return (
            ring()
            .by_number(key_number(sealed))
            .decrypt(sealed[_HEAD.size : start], sealed[start:], where.encode())
            .decode()
        )
    except InvalidTag as error:
        raise KeyMissing(f"{where} does not open: it was changed, or the key of this number is another one.") from error


def key_number(sealed: bytes) -> int:
    """Which key sealed it."""
    kind, number = _HEAD.unpack_from(sealed)
    if kind != _FORMAT:
        raise KeyMissing(f"Sealed in a format {kind} that this version does not know.")
    return int(number)


COLUMNS: list["Sealed[Any]"] = []


def sealed_row(owner: type[Any], row: object, values: Mapping[str, Any]) -> dict[str, bytes | None]:
    """The sealed columns of one row, for an insert that makes no object: attribute to value in, column to bytes out."""
    number, _ = ring().newest()
    columns = {name: getattr(owner, name) for name in values}
    return {
        column.column: None if values[name] is None else seal(str(values[name]), column.place(row), number)
        for name, column in columns.items()
    }


class Sealed(Generic[T]):
    """An attribute of a model whose column `<name>_sealed` holds it sealed: `name = Sealed(str, by="case_id")`.

    `by` is the attribute that says which row it is; it must be set before this one. None stays None. Reads as
    a plain value on a loaded object; no SQL can look into it.
    """

    def __init__(self, kind: Callable[[str], T], by: str) -> None:
        self.kind, self.by = kind, by

    def __set_name__(self, owner: Any, name: str) -> None:
        self.owner, self.name, self.column = owner, name, f"{name}_sealed"
        COLUMNS.append(self)

    @overload
    def __get__(self, instance: None, owner: Any) -> "Sealed[T]": ...
    @overload
    def __get__(self, instance: object, owner: Any) -> T: ...
    def __get__(self, instance: object | None, owner: Any) -> "Sealed[T] | T | None":
        if instance is None:
            return self
        sealed = getattr(instance, self.column)
        return None if sealed is None else self.kind(opened(sealed, self.place(getattr(instance, self.by))))

    def __set__(self, instance: object, value: T | None) -> None:
        row = getattr(instance, self.by)
        if row is None:
            raise ValueError(f"{self.by} must be set before {self.name}")
        setattr(instance, self.column, None if value is None else seal(str(value), self.place(row)))

    def place(self, row: object) -> str:
        """The name that a value of this row is bound to."""
        return f"{self.owner.__tablename__}.{self.name}:{row}"
