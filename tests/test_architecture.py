"""The house keeps its shape: who may import whom, one place that commits, no file too long."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "connect"

# Arrows point left only; names in one set never import one another.
LAYERS: list[set[str]] = [
    {"clock", "errors", "ids", "late", "logs", "postgres", "private", "sqlite", "turn"},
    {"text", "windows"},
    {"geo", "site_windows", "sizes"},
    {"config", "positions"},
    {"cookies", "forms"},
    {"words", "vault", "counters", "lean", "languages", "headers", "signing"},
    {"db"},
    {"fingerprints"},
    {"audit", "schema", "steady", "writer"},
    {"queue", "gateways", "geocode", "limits", "keys"},
    {"web"},
    {"busy", "visitor", "replica", "templating"},
    {"error_pages"},
    {"serving"},
    {"areas"},
    {"accounts"},
    {"incidents"},
    {"cases"},
    {"moderation", "supplies", "messages", "notices", "campaigns", "declarations", "feedback", "teams", "matching"},
    {"home"},
    {"demo"},
    {"app"},
    {"move"},
    {"cli"},
]
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}

# Inside a feature the same file names mean the same things, in this order.
INSIDE = [
    {"base"},
    {"http", "record"},
    {"sms", "mail", "push"},
    {"choice"},
    {"kinds", "consent", "spelling"},
    {"addresses", "handles", "positions"},
    {"rules", "household", "change_rules", "place", "masking", "doors", "suspicion", "standing", "voices"},
    {"likeness", "asker_view"},
    {"models", "claim_models", "change_models"},
    {"words", "needs", "snapshot", "counts", "pictures", "earlier"},
    {"witnesses"},
    {"near_sqlite", "near_postgres"},
    {"slots", "refusals", "shared_cache"},
    {"gate", "front_door"},
    {"turned"},
    {"serve"},
    {"modes", "near", "mentions"},
    {"queries", "clusters", "work", "figures", "coverage", "export"},
    {"geocoder", "build", "caution"},
    {"duplicates"},
    {"door", "sessions", "factors", "passkeys", "phone_proofs", "marks"},
    {"fingerprints"},
    {"safeguarding", "ledger", "alarms", "vouched"},
    {"actions"},
    {"vouching"},
    {"looks", "doubts", "reminders", "reports", "records", "posting", "reversals", "links", "changes"},
    {"claim_limits", "ending_limits", "visits"},
    {"claim_actions", "here", "desk", "records", "opinions", "verdicts"},
    {"jobs", "fill"},
    {"forms", "claim_forms"},
    {"views"},
    {"cli"},
]
INSIDE_OF = {name: number for number, names in enumerate(INSIDE) for name in names}
NEVER_FROM_OUTSIDE = {"jobs", "forms", "claim_forms"}
VIEWS_FOR = {"app"}  # who may import views and cli of a feature
FEATURES = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists() and path.name != "migrations"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def imported(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("connect"):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                is_module = (ROOT / Path(*full.split("."))).with_suffix(".py").exists() or (
                    ROOT / Path(*full.split("."))
                ).is_dir()
                yield (full if is_module else str(node.module)), node
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("connect"):
                    yield alias.name, node


def offences(name: str, source: str) -> Iterator[str]:
    """What is wrong with one module, each as a sentence that says what to do instead."""
    tree = ast.parse(source)
    here = name.split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield f"{name}:{inner.lineno} imports inside a function: move it to the top"
    if len(here) == 1:
        return
    for target, node in imported(tree):
        there = target.split(".")
        if len(there) == 1 or there[1] == here[1] == "":
            continue
        if there[1] == here[1]:
            mine, theirs = (INSIDE_OF.get(part[2]) if len(part) > 2 else None for part in (here, there))
            if mine is not None and theirs is not None and theirs > mine:
                yield f"{name}:{node.lineno} imports {target}, which stands above it: pass the value in"
            continue
        mine, theirs = LAYER_OF[here[1]], LAYER_OF[there[1]]
        if theirs >= mine:
            yield f"{name}:{node.lineno} imports {target}: arrows point left only, move the shared part left"
        if there[1] in FEATURES and len(there) > 2:
            if there[2] in NEVER_FROM_OUTSIDE and here[1] != "cli":
                yield f"{name}:{node.lineno} imports {target}: of another feature use rules, queries or actions"
            if there[2] in ("views", "cli") and here[1] not in VIEWS_FOR | {"cli"}:
                yield f"{name}:{node.lineno} imports {target}: only the app knows the pages of a feature"


def test_every_module_imports_only_what_lies_left_of_it() -> None:
    found = [one for name, path in modules() for one in offences(name, path.read_text("utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("connect.db", "from connect import web"),
        ("connect.cases.rules", "from connect.cases import actions"),
        ("connect.moderation.views", "from connect.cases.forms import AskForm"),
        ("connect.moderation.queries", "from connect.notices import queries"),
        ("connect.cases.queries", "def f():\n    import json"),
        ("connect.moderation.views", "from connect.cases.views import bp"),
    ],
)
def test_the_check_finds_a_planted_offence(name: str, source: str) -> None:
    assert list(offences(name, source))


def test_every_part_of_the_house_has_its_place() -> None:
    unknown = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith("_")} - set(LAYER_OF)
    assert unknown <= {"migrations", "translations"}, f"give {unknown} a place in LAYERS"
    inside = {
        path.stem
        for feature in FEATURES
        for path in (PACKAGE / feature).iterdir()
        if path.suffix == ".py" or path.is_dir()
    }
    unknown = {one for one in inside if not one.startswith("_")} - set(INSIDE_OF)
    assert unknown <= {"data"}, f"give {unknown} a place in INSIDE, or use the usual names"


def test_only_transaction_commits() -> None:
    found = [name for name, path in modules() if ".commit(" in path.read_text("utf-8")]
    assert found == ["connect.db"], "open db.transaction() in the view, job or command instead of committing"


def test_transactions_are_opened_at_the_edge_only() -> None:
    inner = ("rules", "models", "claim_models", "queries")
    found = [
        name
        for name, path in modules()
        if "db.transaction()" in path.read_text("utf-8") and name.split(".")[-1] in inner
    ]
    assert not found, f"{found}: reads and rules open no transaction"


def test_the_differences_of_the_databases_live_in_one_file() -> None:
    found = [name for name, path in modules() if "PRAGMA " in path.read_text("utf-8")]
    assert found == ["connect.sqlite"]


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    long = {name: n for name, path in modules() if (n := len(path.read_text("utf-8").splitlines())) > 500}
    assert not long, f"split {long} by what changes together"


def test_relationships_point_left_only() -> None:
    found = [
        name
        for name, path in modules()
        if any(word in path.read_text("utf-8") for word in ("backref=", "back_populates="))
    ]
    assert not found, f"{found}: Case.posted_by exists, Person.cases does not"


def test_nothing_that_is_kept_hangs_on_the_key_of_cookies() -> None:
    """It can be replaced at any start: what the database holds is hashed by `fingerprints.fingerprint`."""
    may = {"connect.config", "connect.app", "connect.cli", "connect.fingerprints", "connect.keys"}
    found = {name for name, path in modules() if ".secret_key" in path.read_text("utf-8")} - may
    assert not found, f"{found}: hash by fingerprints.fingerprint(purpose, text), not by secret_key"
