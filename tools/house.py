"""The measures of the house: `python -m tools.house` prints them in words, and as JSON in its last line.

Read over the syntax trees of `connect/`, without importing it; `tests/test_architecture.py` holds the rules that
`[tool.house]` in pyproject.toml spells out.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "connect"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """One file of the package: its dotted name, where it lies, what it says."""

    name: str
    path: Path
    tree: ast.Module
    lines: int


@cache
def modules() -> tuple[Module, ...]:
    """All files of the package but the single migrations, which nothing imports."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if "versions" in path.parts:
            continue
        parts = path.relative_to(ROOT).with_suffix("").parts
        source = path.read_text("utf-8")
        name = ".".join(part for part in parts if part != "__init__")
        found.append(Module(name, path, ast.parse(source), len(source.splitlines())))
    return tuple(found)


def paths() -> Iterator[tuple[str, Path]]:
    """Name and path of each file, for those who read its text."""
    return ((one.name, one.path) for one in modules())


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The modules of the package that a tree imports, with the line of each; a name counts as its module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "connect":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield (full if is_module(full) else str(node.module)), node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "connect":
                    yield alias.name, node.lineno


def is_module(name: str) -> bool:
    """Whether a dotted name is a file or a folder of the package."""
    path = ROOT / Path(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def cycle(graph: Mapping[str, set[str]]) -> list[str]:
    """Names that import one another in a ring, in that order; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def import_graph() -> dict[str, set[str]]:
    """Which module imports which. What a package's own `__init__` offers is no import of the package by its parts."""
    return {one.name: {name for name, _ in imported(one.tree) if name != one.name} for one in modules()}


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def is_typed(function: Function) -> bool:
    """Whether the answer and every argument have a type."""
    given = function.args
    named = [one for one in (*given.posonlyargs, *given.args, *given.kwonlyargs) if one.arg not in ("self", "cls")]
    return function.returns is not None and all(one.annotation for one in named)


def public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    """Functions and classes that others may use: at the top of a file or in such a class, not begun with "_"."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (one for one in node.body if isinstance(one, Function) and not one.name.startswith("_"))


def levels() -> dict[str, int]:
    """How many Python files lie in each folder of the package, its `__init__.py` counted."""
    counted: dict[str, int] = {}
    for one in modules():
        folder = str(one.path.parent.relative_to(ROOT))
        counted[folder] = counted.get(folder, 0) + 1
    return counted


def measures() -> dict[str, int]:
    """What is counted, by name; untyped and undocumented are numbers of public functions and classes."""
    trees = modules()
    length = [int(one.end_lineno or 0) - one.lineno + 1 for module in trees for one in functions(module.tree)]
    return {
        "root_modules": sum(path.suffix == ".py" and path.stem != "__init__" for path in PACKAGE.iterdir()),
        "largest_level": max(number for folder, number in levels().items() if folder != "connect"),
        "cycles": len(cycle(import_graph())),
        "longest_file": max(module.lines for module in trees),
        "longest_function": max(length),
        "untyped": sum(not is_typed(one) for module in trees for one in functions(module.tree)),
        "undocumented": sum(ast.get_docstring(one) is None for module in trees for one in public(module.tree)),
    }


def main() -> None:
    """Prints."""
    found = measures()
    wide = max(levels().items(), key=lambda one: one[1] if one[0] != "connect" else 0)
    tall = max(modules(), key=lambda one: one.lines)
    print(f"{found['root_modules']} modules at the root; the largest level is {wide[0]} with {wide[1]} files")
    print(f"the longest file is {tall.path.relative_to(ROOT)} with {tall.lines} lines")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
