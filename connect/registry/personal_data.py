"""Rights over personal data: a download of all that is kept about a person, and its erasure.

Features announce parts of the download, what is erased, and in words the fate of what is neither. The subject of both
is "person", somebody with an account, or "case", a request and its requester, who needs none. Tables are named as the
database names them; a test asks `forgotten` for tables that hold something personal and stand in no announcement.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from connect import clock, config, db
from connect.registry import retention

Subject = Literal["person", "case"]
Tell = Callable[[Any], Any]
Erase = Callable[[Any], None]

KEYS = ("password_hash", "token_hash", "phone_hash", "public_key", "credential_id")  # no facts; of use to a thief only

PARTS: dict[Subject, dict[str, Tell]] = {"person": {}, "case": {}}
ERASURES: dict[Subject, list[Erase]] = {"person": [], "case": []}
WISHED: list[Erase] = []  # of a case, where its requester asks for it and it is not the clock that deletes
_told: set[str] = set()
_gone: set[str] = set()
_gone_with: dict[Subject, set[str]] = {"person": set(), "case": set()}


def part(name: str, *tables: str, of: Subject = "person") -> Callable[[Tell], Tell]:
    """Announces what the decorated function tells about a subject, ready for JSON, and of which tables."""

    def add(tell: Tell) -> Tell:
        if name in PARTS[of]:
            raise ValueError(f"{name} is announced already: choose another name")
        PARTS[of][name] = tell
        _told.update(tables)
        return tell

    return add


def erasure(*tables: str, of: Subject = "person") -> Callable[[Erase], Erase]:
    """Announces what the decorated function erases of a subject, inside the transaction at work."""

    def add(erase: Erase) -> Erase:
        ERASURES[of].append(erase)
        _gone.update(tables)
        _gone_with[of].update(tables)
        return erase

    return add


def wished(*tables: str) -> Callable[[Erase], Erase]:
    """Announces what goes besides when a requester asks that a case be deleted: what stays as long as nobody minds."""

    def add(erase: Erase) -> Erase:
        WISHED.append(erase)
        _gone.update(tables)
        return erase

    return add


def fate(*tables: str, told: str = "", gone: str = "") -> None:
    """Says in words why no download tells of tables, or what becomes of them that nothing here erases."""
    _told.update(tables if told else ())
    _gone.update(tables if gone else ())


def tell(of: Subject, whom: Any) -> dict[str, Any]:
    """All parts of a download, by name."""
    return {name: tell(whom) for name, tell in PARTS[of].items()}


def erase(of: Subject, whom: Any) -> None:
    """Erases all parts of a subject; those announced last first, because they lean on those before."""
    for one in reversed(ERASURES[of]):
        one(whom)


def erase_wished(case: Any) -> None:
    """Erases what a requester's own wish takes away besides, before the rest of the case goes."""
    for one in reversed(WISHED):
        one(case)


def heading() -> dict[str, Any]:
    """The site, its operator and the moment, which every download begins with."""
    here = config.current()
    return {"site": here.site_name, "operator": here.operator, "made_at": clock.now().isoformat()}


def columns(row: db.Base, *but: str) -> dict[str, Any]:
    """Every column of a row by name, ready for JSON. Read as attributes, so that what is encrypted opens."""
    names = [column.key.removesuffix("_sealed") for column in sa.inspect(type(row)).column_attrs]
    return {name: plain(getattr(row, name)) for name in names if name not in but}


def plain(value: Any) -> Any:
    """A value of a column as JSON has it: a moment as ISO 8601."""
    return value.isoformat() if isinstance(value, datetime) else value


def forgotten(tables: Iterable[sa.Table]) -> list[str]:
    """The faults of the announcements, each as a sentence that says what to do; empty when all is well."""
    held = {table.name: table for table in tables}
    gone = _gone.union(*(rule.tables for rule in retention.RULES.values()))
    personal = [name for name, table in held.items() if _is_personal(table)]
    unknown = sorted({*_told, *gone} - {*held})
    return [*_missing(personal, gone), *(f"{name}: there is no such table" for name in unknown)]


def left_behind(tables: Iterable[sa.Table]) -> list[str]:
    """The tables that point to a case and outlive it, each as a sentence that says what to do; empty when all is well.

    What points to a case goes with its row by `ON DELETE CASCADE`, or is erased with it by an announced erasure. What
    becomes of it when the case is wiped and its row stays is asked by `forgotten`.
    """
    told = 'points to a case and outlives it; let the key cascade, or announce personal_data.erasure(…, of="case")'
    return [f"{table.name}: {told}" for table in tables if _outlives(table) and table.name not in _gone_with["case"]]


def _outlives(table: sa.Table) -> bool:
    keys = (key for key in table.foreign_keys if key.column.table.name == "cases")
    return table.name != "cases" and any(key.ondelete != "CASCADE" for key in keys)


def _missing(personal: Iterable[str], gone: set[str]) -> Iterator[str]:
    for name in personal:
        if name not in _told:
            yield f"{name}: no download tells of it; announce a personal_data.part, or its fate(told=…)"
        if name not in gone:
            yield f"{name}: nothing erases it; announce an erasure, a rule of retention, or its fate(gone=…)"


def _is_personal(table: sa.Table) -> bool:
    """Whether a table points to a person, is found by a phone, or holds something sealed."""
    points = any(key.column.table.name == "people" for key in table.foreign_keys)
    holds = any(column.name == "phone_hash" or column.name.endswith("_sealed") for column in table.c)
    return table.name == "people" or points or holds


fate("site_secrets", told="keys of the site itself", gone="stays as long as the site")
