"""Random questions to a site: every address it has, as everybody who may not know where the homes are."""

import random
from collections import deque
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, NumberConverter, PathConverter

from connect import geo, web
from connect.areas import queries as areas
from connect.cases.asking import public_location
from connect.cases.views.search import RADII_KM, URGENCY_CHOICES, WAITS_H
from connect.crypto import signing
from connect.incidents import kinds
from connect.web import compat
from tests.privacy.worlds import DESKS, ELSEWHERE, ROLES, Ask, Cast, somewhere_in

CHEAP = ("cases.nearby_geojson", "cases.clusters_json")  # most questions: the map, the list, the counts
FILES = ("css/connect.css", "icons/favicon.svg", "nothing.txt")
WORDS = ("", "bến thành", "quan 1", "Lê Lợi", "phường", "xyz", "12 hẻm 45", "thu duc", "%", "'")
FINE, COARSE = {"washing_powder": "5"}, {"oxygen": "1"}  # the wave asks questions about food


class Asker:
    """Makes questions, and more of them from the links of earlier answers."""

    def __init__(self, app: Flask, cast: Cast, dice: random.Random) -> None:
        self.app, self.cast, self.dice = app, cast, dice
        self.links: deque[str] = deque(maxlen=500)
        self.phones: list[str] = []
        self._map = app.url_map.bind("localhost")
        rules = list(app.url_map.iter_rules())
        self.pages = [rule for rule in rules if "GET" in (rule.methods or ())]
        self.quick = [rule for rule in rules if rule.endpoint in CHEAP]
        self.refused = [rule for rule in rules if "POST" in (rule.methods or ()) and _is_refused(rule)]

    def any(self, cheap: float = 0.84, refused: float = 0.03) -> Ask:
        """One question: mostly the map, a share to every address, some posts that must be refused."""
        kind = self.dice.random()
        if kind < cheap:
            return self.to(self.dice.choice(self.quick))
        if kind < cheap + refused:
            return self.post(self.dice.choice(self.refused))
        if kind < cheap + refused + 0.03 and self.links:
            path, _, query = self.dice.choice(self.links).partition("?")
            return self._ask("link", path, query)
        return self.to(self.dice.choice(self.pages))

    def to(self, rule: Rule) -> Ask:
        """A question to one address, its parts and its search drawn."""
        own = {
            "offers": self.cast.offers, "stories": self.cast.stories, "supplies": self.cast.points,
            "shopping": self.cast.windows,
        }.get(rule.endpoint.partition(".")[0], [])  # fmt: skip
        if rule.endpoint == "moderation.report_story":
            own = self.cast.stories
        ids = own or self.cast.cases + self.cast.others
        return self._ask(rule.endpoint, self._path(rule, ids), self._query(rule.endpoint))

    def post(self, rule: Rule) -> Ask:
        """A post about a case that somebody else holds, or that was served."""
        body = {"csrf_token": self.cast.csrf, "reason": "no_time", "text": "vì sao", "note": "x", "to": "y"}
        return replace(self._ask(rule.endpoint, self._path(rule, self.cast.held), "", ROLES[1:]), body=urlencode(body))

    def homes(self) -> tuple[Ask, Ask]:
        """The same request for help from two homes in one public cell: one for each world."""
        needs = self.dice.choice((FINE, FINE, COARSE))
        at = somewhere_in(self.dice.choice(self.cast.cells), self.dice)
        if not self.phones or self.dice.random() < 0.7:
            self.phones.append(f"09{self.dice.randint(10_000_000, 99_999_999)}")
        ask = replace(self._ask("cases.ask", "/cases/ask", "", ROLES[1:]), seed=self.dice.getrandbits(60))
        common: dict[str, Any] = {
            "csrf_token": self.cast.csrf, "item": list(needs), "people": 4, "urgency": "urgent", "name": "Lê Thị Hai",
            "phone": self.dice.choice(self.phones), "door": "Số 5", "consent": "y",
            "place_by": "position", "words": "Nhà hết gạo.",
        }  # fmt: skip
        with self.app.test_request_context():
            cell = public_cell(at, sensitive=needs is COARSE)
            homes = at, somewhere_in(cell, self.dice)
            wards = [
                areas.ward_at(one).code for one in homes
            ]  # a position in another ward than the told one is asked about
            common["form_key"] = signing.signed(f"{self.dice.getrandbits(60):x}", "form")
        # Of one length each, because a refused form gives back to the asker what she typed herself.
        bodies = [
            urlencode({**common, "ward": ward, "lat": f"{one.lat:.6f}", "lon": f"{one.lon:.6f}",
                       "accuracy": self.dice.randint(10, 50)}, doseq=True)
            for one, ward in zip(homes, wards, strict=True)
        ]  # fmt: skip
        return replace(ask, body=bodies[0]), replace(ask, body=bodies[1])

    def _ask(self, endpoint: str, path: str, query: str, roles: tuple[str, ...] = ROLES) -> Ask:
        let_in = [role for role in roles if self._is_let_in(endpoint, role)]
        some = let_in if let_in and self.dice.random() < 0.8 else roles  # refusals are compared as well, now and then
        role, lang = self.dice.choice(some), self.dice.choice(("vi", "en"))
        return Ask(endpoint, path, query, role, lang, seed=self.dice.getrandbits(60))

    def _is_let_in(self, endpoint: str, role: str) -> bool:
        """Whether the route lets a role in at its door; what it says of the thing behind it is another matter."""
        view = self.app.view_functions.get(endpoint)
        let_in: tuple[str, ...] = getattr(view, "open_to", ("anyone",))
        return "anyone" in let_in or (role in DESKS and ("signed_in" in let_in or role in let_in))

    def _path(self, rule: Rule, ids: list[str]) -> str:
        values = {name: self._part(compat.converters_of(rule)[name], ids) for name in rule.arguments}
        if rule.endpoint.startswith("home.place"):
            values = dict.fromkeys(values, self._area())
        return self._map.build(rule.endpoint, values)

    def _part(self, converter: Any, ids: list[str]) -> Any:
        if isinstance(converter, web.PublicId):
            return self.dice.choice(ids) if self.dice.random() < 0.95 else "ABCD2345"
        if isinstance(converter, AnyConverter):
            return self.dice.choice(sorted(converter.items))
        if isinstance(converter, PathConverter):
            return self.dice.choice(FILES)
        return self.dice.randint(1, 50) if isinstance(converter, NumberConverter) else "a" * 26

    def _query(self, endpoint: str) -> str:
        if endpoint in ("cases.nearby", "cases.nearby_geojson", "cases.map"):
            return urlencode(self._where() | self._filters(), doseq=True)
        if endpoint in ("cases.clusters_json", "cases.map_cards", "cases.green_json"):
            return urlencode(self._box() | self._filters(), doseq=True)
        if endpoint in ("supplies.finding", "supplies.finding_geojson", "supplies.finding_json", "supplies.map"):
            return urlencode(self._where() | self._wanted())
        if endpoint == "supplies.clusters_json":
            return urlencode(self._box() | self._wanted())
        point = self._point()
        values = {"q": self.dice.choice(WORDS), "lat": point.lat, "lon": point.lon, "area": self._area(),
                  "address": self.dice.choice(WORDS), "code": self.dice.choice(self.cast.cases)}  # fmt: skip
        return urlencode(values) if self.dice.random() < 0.8 else ""

    def _where(self) -> dict[str, Any]:
        kind = self.dice.random()
        if kind < 0.9:
            return {"at": f"{geo.cell_of(self._point()):x}"}
        return {"area": self._area()} if kind < 0.95 else {"at": self.dice.choice(("", "zz", "8" * 15))}

    def _filters(self) -> dict[str, Any]:
        chosen = self.dice.sample([kind.code for kind in kinds.KINDS], self.dice.choice((0, 0, 0, 1, 2)))
        return {
            "kind": chosen, "within": self.dice.choice(RADII_KM + 2 * (3, 5, 10)),
            "urgency": self.dice.choice(URGENCY_CHOICES + 3 * ("low",)),
            "waiting": self.dice.choice((0, 0, 0, *WAITS_H)),
        }  # fmt: skip

    def _wanted(self) -> dict[str, Any]:
        ticked = self.dice.sample(("open", "delivers", "free", "verified"), self.dice.choice((0, 0, 1, 2)))
        return {
            "within": self.dice.choice((3, 10, 50)),
            "item": self.dice.choice(("", "rice", "eggs")),
        } | dict.fromkeys(ticked, 1)

    def _box(self) -> dict[str, float]:
        point, size = self._point(), 10 ** self.dice.uniform(-2.3, 0.7)
        return {
            "south": point.lat - size,
            "west": point.lon - size,
            "north": point.lat + size,
            "east": point.lon + size,
        }

    def _point(self) -> geo.Point:
        """Near a case, so that there is something to see."""
        at, away = geo.centre_of(self.dice.choice(self.cast.cells)), 10 ** self.dice.uniform(-3, -1)
        return geo.Point(at.lat + self.dice.uniform(-away, away), at.lon + self.dice.uniform(-away, away))

    def _area(self) -> str:
        return self.dice.choice(("79", "01", ELSEWHERE, "VN", "26740", "nowhere"))


def public_cell(point: geo.Point, *, sensitive: bool) -> int:
    """The cell that the public will see of a new case here."""

    def facts(at: geo.Point) -> public_location.WardFacts:
        ward = areas.ward_at(at)
        return public_location.WardFacts(ward.id, ward.kind, ward.km2 or 0)

    return public_location.public_place(point, facts, coarse_km2=300, sensitive=sensitive).own_cell


def _is_refused(rule: Rule) -> bool:
    """Posts about one case, which none of the askers may make about a case that is another's."""
    about_a_case = rule.endpoint.startswith(("cases.", "moderation.")) and "public_id" in rule.arguments
    return about_a_case or rule.endpoint.startswith("cases.mine_")
