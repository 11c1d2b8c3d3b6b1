"""The links to requests that a browser keeps in a cookie, so that whoever asked finds the way back."""

import re

from flask import Response

from connect.cases import queries
from connect.cases.models import Case
from connect.errors import NotFound
from connect.registry.drill import exercises
from connect.web import cookies

COOKIE, COOKIE_OF_DRILLS = "mine", "drill-mine"
REMEMBERED = 5
TOKEN = re.compile(r"[a-z2-7]{26}")


def remember(answer: Response, *tokens: str) -> None:
    """Keeps the links of what was posted here, for a month from the last visit."""
    kept = [*tokens, *(old for old in _remembered() if old not in tokens)][:REMEMBERED]
    cookies.keep(answer, _cookie(), ".".join(kept), 30 * cookies.DAY_S)


def forget(answer: Response) -> None:
    """Takes the links out of this browser; the requests stay."""
    cookies.drop(answer, _cookie())


def holds(token: str) -> bool:
    """Whether this browser keeps the link already."""
    return token in _remembered()


def _cookie() -> str:
    """The cookie with the links: those of a drill never push out real ones."""
    return COOKIE_OF_DRILLS if exercises.current() else COOKIE


def _remembered() -> list[str]:
    return [token for token in cookies.kept(_cookie()).split(".") if TOKEN.fullmatch(token)][:REMEMBERED]


def remembered_cases() -> list[tuple[str, Case]]:
    """The links that this browser keeps, each with its case."""
    found: list[tuple[str, Case]] = []
    for token in _remembered():
        try:
            found.append((token, queries.by_token(token)))
        except NotFound:
            continue
    return found
