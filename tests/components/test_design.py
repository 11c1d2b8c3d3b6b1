"""The page that shows every component: whole, and only where a site is developed."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.components.test_components import FOLDERS
from tests.scripts import ROOT
from tests.visit import Visit

PAGE = (ROOT / "templates" / "home" / "design.html").read_text("utf-8")
NOT_DRAWN = {
    "settlement": "made of facts and forms; the walk looks at the pages of sums",
    "shopping_window": "made of cards, tags and notes; the walk looks at the pages of windows",
    "answers": "a whole step of the form, made of panels, facts and buttons; the walk looks at it",
    "described": "for machines that read pages",
    "draw": "a part of a form, with a map that the library draws; the walk looks at it",
    "fresh": "stands on every page that is polled, empty until something is new",
    "hours": "a part of the form of a supply point, which the walk looks at",
    "looks": "the whole page before publishing is made of it; the walk looks at it",
    "lost_stops": "a heading and a list; the walk looks at the page of a run",
    "map": "the library draws it; it is on /cases/map",
    "place": "a step of forms that lead somewhere when a ward is found; the walk looks at it",
    "run_sheet": "a page on paper is nothing else; the walk looks at it",
    "sheet": "a page on paper is nothing else; the walk looks at it",
    "way": "a map that the library draws, and links; the walk looks at the contact page",
    "passkey": "hidden until a script finds that the browser knows passkeys",
}


def undrawn(page: str) -> set[str]:
    """Components without a part of their own on the page, or whose macros it does not call."""
    found = set()
    for folder in FOLDERS:
        taken = f'"components/{folder.name}/{folder.name}.html"' in page or not list(folder.glob("*.html"))
        if not (taken and f"call part('{folder.name}')" in page):
            found.add(folder.name)
    return found


def test_every_component_has_a_part_of_its_own() -> None:
    assert undrawn(PAGE) == set(NOT_DRAWN), "show it in templates/home/design.html, or say in NOT_DRAWN why not"


def test_a_component_that_is_not_shown_is_found() -> None:
    assert "tag" in undrawn(PAGE.replace("call part('tag')", "call part('other')"))
    assert "spark" in undrawn(PAGE.replace('"components/spark/spark.html"', '"components/kpi/kpi.html"'))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_in_development_it_is_a_sound_page_in_both_languages(make_app: Callable[..., Flask], lang: str) -> None:
    said = Visit(make_app(development=True), lang).get("/design").text
    parts = re.findall(r'<section class="flow" id="(\w+)">', said)
    assert len(parts) == len(set(parts)) == len(FOLDERS) - len(NOT_DRAWN)


def test_elsewhere_there_is_no_such_page(visit: Visit) -> None:
    assert "Nhà em" not in visit.get("/design", 404).text
