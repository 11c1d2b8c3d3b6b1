"""The rows of attacks, found by the names of their files: `b9.py` is row B9."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

from flask import Flask

from tests.attacks.stage import staged


def all_rows() -> dict[str, ModuleType]:
    """Each row's module by its name, in their order: B1, B2 … B19."""
    names = sorted((path.stem for path in Path(__file__).parent.glob("[a-z]*.py")), key=_in_order)
    return {name.upper(): import_module(f"{__name__}.{name}") for name in names}


def _in_order(name: str) -> tuple[str, int]:
    found = re.fullmatch(r"([a-z]+)(\d+)", name)
    assert found, f"{name} is no name of a row: letters, then a number"
    return found[1], int(found[2])


def played(row: ModuleType, app: Flask) -> None:
    """Plays one row on a site of its own; raises what shows that the attack got through."""
    with staged(app=app, **getattr(row, "SETTINGS", {})) as stage:
        row.attack(stage)
