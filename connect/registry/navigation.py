"""Entries of the main navigation: a feature says where each leads, in which words, for which roles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flask import Flask

from connect import web


def always() -> bool:
    """The entry depends on nothing but roles."""
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go to; `order` says how far to the right it stands, `label` is a lazy text."""

    endpoint: str
    icon: str
    label: object
    order: int
    roles: tuple[web.Audience, ...] = ()  # one of them is needed; none: everybody sees it
    for_strangers: bool = False  # whoever is signed in has more to go to, and comes there by the front page
    when: Callable[[], bool] = always  # asked on every page: from what was read already


class Link(NamedTuple):
    """An entry as a page shows it."""

    endpoint: str
    href: str
    icon: str
    label: object
    spare: bool = False  # on a phone, where there is no room for all, it stands under "more"
    spare_wide: bool = False  # it stands there on a wide screen too
    news: int = 0  # so many things wait there


FIT = 5  # so many stand side by side on a phone of 360 px, one of them may be "more"
FIT_WIDE = 6  # and on a screen of 1280 px, beside the name of the site and that of whoever is signed in
ENTRIES: list[Entry] = []
NEWS: dict[str, Callable[[], int]] = {}
FOOT: list[tuple[str, object]] = []  # endpoint and words of what stands at the foot of each page


def init_app(app: Flask) -> None:
    """Hands the entries to the layout."""
    app.jinja_env.globals.update(navigation=links, foot_links=foot_links)


def entry(
    endpoint: str, icon: str, label: object, *, order: int, roles: tuple[web.Audience, ...] = (),
    for_strangers: bool = False, when: Callable[[], bool] = always,
) -> None:  # fmt: skip
    """Announces an entry. Two of one order stand as they were announced."""
    ENTRIES.append(Entry(endpoint, icon, label, order, roles, for_strangers, when))
    ENTRIES.sort(key=lambda one: one.order)


def news(endpoint: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Announces what is counted beside an entry for whoever is signed in: on every page, so it must be cheap.

    Strangers' pages are the same for all, and nothing is counted there.
    """

    def add(count: Callable[[], int]) -> Callable[[], int]:
        NEWS[endpoint] = count
        return count

    return add


def _news(endpoint: str, stranger: bool) -> int:
    return 0 if stranger or endpoint not in NEWS else NEWS[endpoint]()


def foot(endpoint: str, label: object) -> None:
    """Announces a quiet link at the foot of every page, for everybody, in the order of the features."""
    FOOT.append((endpoint, label))


def foot_links() -> list[tuple[str, object]]:
    """The address and the words of each, of pages that this site has."""
    return [(href, label) for endpoint, label in FOOT if (href := web.url_if(endpoint))]


def links() -> list[Link]:
    """The entries for whoever is signed in, of pages that this site has."""
    stranger = web.person() is None
    mine = (
        one for one in ENTRIES
        if (stranger or not one.for_strangers) and (not one.roles or any(web.may(role) for role in one.roles))
        if one.when()
    )  # fmt: skip
    found = ((one, web.url_if(one.endpoint)) for one in mine)
    shown = [
        Link(one.endpoint, href, one.icon, one.label, news=_news(one.endpoint, stranger)) for one, href in found if href
    ]
    # What everybody has, and one's own office, stay.
    spare = shown[2 : 2 - (FIT - 1)] if len(shown) > FIT else []
    wide = shown[2 : 2 - (FIT_WIDE - 1)] if len(shown) > FIT_WIDE else []
    return [one._replace(spare=one in spare, spare_wide=one in wide) for one in shown]
