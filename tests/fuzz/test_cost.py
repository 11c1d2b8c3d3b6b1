"""No text costs more than its size, wherever it is typed; `python -m tests.fuzz.cost` looks at all of them."""

from collections.abc import Iterator

import pytest

from connect import text
from connect.web import request_sizes
from tests.conftest import POSTGRES
from tests.fuzz.cost import MOST_MS, Cost, Fuzz, Target, unchanged
from tests.often import often
from tests.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="once: what a text costs is not the database's")
SEED, TARGETS = 3, often(40, 20)
PLANTED = (1000, 8000, 32_000)  # enough to tell a square from a line


@pytest.fixture
def fuzz(world: World) -> Iterator[Fuzz]:
    """The fuzz in a small world."""
    with unchanged():
        yield Fuzz(world, SEED)


def test_no_text_and_no_body_is_dear_or_dearer_than_its_size(fuzz: Fuzz) -> None:
    found = list(fuzz.costs(TARGETS))
    assert len(found) > TARGETS * len(fuzz.shapes)
    dear = [one for one in found if one.is_superlinear or one.worst_ms > 2 * MOST_MS]  # others use this machine too
    assert not dear, "\n".join(map(str, dear))


def test_every_field_of_the_asking_form_and_the_argument_of_a_search_are_looked_at(fuzz: Fuzz) -> None:
    names = {(one.path, one.where, one.name) for one in fuzz.targets()}
    for field in ("words", "name", "phone", "door", "place_text", "ward", "lat", "qty-rice", "csrf_token"):
        assert ("/cases/ask", "form", field) in names
    assert {("/areas/search.json", "args", "q"), ("/accounts/sign-in", "form", "password")} <= names


def test_it_finds_a_normal_form_that_meets_an_unbounded_run_of_marks(
    fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "bounded", lambda typed: typed)
    monkeypatch.setattr(request_sizes, "bounded", lambda typed: typed)
    monkeypatch.setattr(request_sizes, "kept_of", lambda _name: 10**6)
    planted = Target("nobody", "POST", "/cases/ask", "form", "door")
    fuzz.shapes = {name: fuzz.shapes[name] for name in ("letters", "marks in turn")}
    found = {one.shape: one.is_superlinear for one in fuzz.costs_of(planted, PLANTED, PLANTED)}
    assert found == {"letters": False, "marks in turn": True}


def test_what_grows_like_its_size_or_stops_is_not_taken_for_more() -> None:
    nobody = Target("nobody", "GET", "/", "args", "q")
    assert not Cost(nobody, "", {1000: 1.0, 4000: 4.0, 16_000: 16.0, 64_000: 70.0}).is_superlinear
    assert not Cost(nobody, "", {1000: 30.0, 4000: 31.0, 16_000: 30.0}).is_superlinear
    assert Cost(nobody, "", {1000: 1.0, 4000: 16.0, 16_000: 256.0}).is_superlinear
