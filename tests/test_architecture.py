"""The house keeps its shape: who may import whom, one place that commits, no file too long.

The rules are `[tool.house]` in pyproject.toml; each feature names its public modules in `PUBLIC` of its `__init__.py`.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tools import house

ROOT, PACKAGE = house.ROOT, house.PACKAGE
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["house"]
LAYER_OF = {name: number for number, names in enumerate(RULES["layers"]) for name in names}
INSIDE_OF = {name: number for number, name in enumerate(RULES["inside"])}


@cache
def public_of(feature: str) -> frozenset[str] | None:
    """What a feature lets others import; None for a wing, of which everything may be imported."""
    path = PACKAGE / feature / "__init__.py"
    for node in ast.parse(path.read_text("utf-8")).body if path.exists() else ():
        if isinstance(node, ast.Assign | ast.AnnAssign) and "PUBLIC" in ast.unparse(node).split("=")[0]:
            return frozenset(ast.literal_eval(node.value.args[0])) if node.value.args else frozenset()  # type: ignore
    return None


def offences(name: str, tree: ast.AST) -> Iterator[str]:
    """What is wrong with the imports of one module, each as a sentence that says what to do instead."""
    for function in house.functions(tree):
        for inner in ast.walk(function):
            if isinstance(inner, ast.Import | ast.ImportFrom):
                yield f"{name}:{inner.lineno} imports inside a function: move it to the top"
    for target, line in house.imported(tree):
        for wrong in offence(name.split("."), target.split(".")):
            yield f"{name}:{line} imports {target}: {wrong}"


def offence(mine: list[str], theirs: list[str]) -> Iterator[str]:
    """What is wrong with one import, by the parts of both names."""
    if len(mine) == 1 or len(theirs) == 1:
        return
    if mine[1] == theirs[1]:
        here, there = INSIDE_OF.get(mine[-1]), INSIDE_OF.get(theirs[-1])
        if mine[:-1] == theirs[:-1] and here is not None and there is not None and there > here:
            yield "inside a folder " + " < ".join(RULES["inside"]) + ": pass the value in"
        return
    if LAYER_OF[theirs[1]] >= LAYER_OF[mine[1]]:
        yield "arrows point left only, move the shared part left or let the right one register"
    public, wanted = public_of(theirs[1]), ".".join(theirs[2:])
    if public is None or not wanted or mine[1] in RULES["assemblers"]:
        return
    if set(theirs[2:]) & set(RULES["never_public"]):
        yield "pages, forms and jobs are nobody else's; use the queries or actions of the feature"
    elif wanted not in public:
        yield f"it is not in PUBLIC of connect.{theirs[1]}; ask a public module, or make this one public there"


def test_every_module_imports_only_what_it_may() -> None:
    found = [one for module in house.modules() for one in offences(module.name, module.tree)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        ("connect.db.reader", "from connect import web", "arrows point left"),
        ("connect.cases.rules", "from connect.cases import actions", "inside a folder"),
        ("connect.cases.claims.models", "from connect.cases.claims.actions import take", "inside a folder"),
        ("connect.moderation.views", "from connect.cases.asking.forms import AskForm", "nobody else's"),
        ("connect.moderation.queries", "from connect.notices import queries", "arrows point left"),
        ("connect.moderation.queries", "from connect.cases.disclosure.masking import handles", "not in PUBLIC"),
        ("connect.cases.queries", "def f():\n    import json", "inside a function"),
        ("connect.moderation.views", "from connect.cases.views import bp", "nobody else's"),
    ],
)
def test_the_check_finds_a_planted_offence(name: str, source: str, told: str) -> None:
    assert any(told in one for one in offences(name, ast.parse(source)))


def test_no_ring_of_imports() -> None:
    ring = house.cycle(house.import_graph())
    assert not ring, " imports ".join(ring) + ": pass the value in, or move what both need left"


def test_the_check_finds_a_planted_ring() -> None:
    planted: Mapping[str, set[str]] = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert set(house.cycle(planted)) == {"a", "b", "c"}


def test_every_part_of_the_house_has_its_layer() -> None:
    there = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith("_")} - {"translations"}
    assert not there - set(LAYER_OF), "give it a line in [tool.house] of pyproject.toml, with a sentence"


def test_what_a_feature_calls_public_is_there() -> None:
    features = (path.parent.name for path in PACKAGE.glob("*/__init__.py"))
    named = [f"connect.{feature}.{one}" for feature in features for one in public_of(feature) or ()]
    assert not [one for one in named if not house.is_module(one)]


def test_only_transaction_commits() -> None:
    found = [one.name for one in house.modules() if ".commit(" in text(one) and "migrations" not in one.name]
    assert found == ["connect.db.unit_of_work"], "open db.transaction() in the view, job or command instead"


def test_transactions_are_opened_at_the_edge_only() -> None:
    inner = ("rules", "models", "queries")
    found = [one.name for one in house.modules() if "db.transaction()" in text(one) and one.path.stem in inner]
    assert not found, f"{found}: reads and rules open no transaction"


def test_the_differences_of_the_databases_live_in_one_file() -> None:
    found = [one.name for one in house.modules() if "PRAGMA " in text(one) and "migrations" not in one.name]
    assert found == ["connect.db.sqlite"]


def test_the_house_keeps_its_measures() -> None:
    """Ten modules at the root, a dozen files on a level, 500 lines a file; more is split by what changes together."""
    found = house.measures()
    assert found["root_modules"] <= 10
    assert found["largest_level"] <= 12, house.levels()
    assert found["longest_file"] <= 500
    assert found["untyped"] == found["cycles"] == 0


def test_relationships_point_left_only() -> None:
    found = [one.name for one in house.modules() if "backref=" in text(one) or "back_populates=" in text(one)]
    assert not found, f"{found}: Case.posted_by exists, Person.cases does not"


def test_nothing_that_is_kept_hangs_on_the_key_of_cookies() -> None:
    """It can be replaced at any start: what the database holds is hashed by `fingerprints.fingerprint`."""
    may = {"config", "app", "cli", "crypto.fingerprints", "operations.key_rotation"}
    found = {one.name for one in house.modules() if ".secret_key" in text(one)} - {f"connect.{name}" for name in may}
    assert not found, f"{found}: hash by fingerprints.fingerprint(purpose, text), not by secret_key"


def text(module: house.Module) -> str:
    """What a file says."""
    return Path(module.path).read_text("utf-8")
