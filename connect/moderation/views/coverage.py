"""Coverage: where people wait and how many help there, for those who decide where help is sent."""

from dataclasses import dataclass
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _

from connect import clock, formatting, web
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.incidents import kinds
from connect.moderation import rules, words
from connect.moderation.blueprint import bp
from connect.moderation.statistics import coverage
from connect.moderation.statistics.coverage import CoveredPlace
from connect.web import Answer, open_to
from connect.web.pages.tables import csv_files, sorting

PAGE = 10
COLUMNS = {"more": True, "people": True, "hours": True, "wait": True, "helpers": True, "each": True, "place": False}
KEYS = {
    "more": lambda one: rules.need_of_more(one.person_hours, one.helpers), "people": lambda one: one.people,
    "hours": lambda one: one.person_hours, "wait": lambda one: one.oldest and clock.now() - one.oldest,
    "helpers": lambda one: one.helpers, "each": lambda one: one.per_helper, "place": lambda one: one.place.folded,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of an address: one area of the viewer or all of them, and kinds of help (none chosen means all)."""

    area: Place | None
    scopes: list[Place]
    kinds: tuple[str, ...]

    @property
    def paths(self) -> list[str]:
        """The areas whose wards are told."""
        return [one.path for one in ([self.area] if self.area else self.scopes)]

    @property
    def mask(self) -> int:
        """The kinds as the query wants them."""
        return kinds.mask_of(set(self.kinds)) or kinds.ALL

    @property
    def is_whole_country(self) -> bool:
        """Whether the root of the tree is asked for: too many cells for one answer."""
        return any(path.count("/") == 2 for path in self.paths)

    @property
    def is_one_province(self) -> bool:
        """Whether the name of a ward says enough."""
        return len(self.paths) == 1 and not self.is_whole_country

    def args(self, **more: Any) -> dict[str, Any]:
        """The arguments of `url_for` that lead back here."""
        here = {"area": self.area.code} if self.area else {}
        return here | ({"kind": self.kinds} if self.kinds else {}) | more


@bp.get("/coverage", endpoint="coverage")
@open_to("official", "admin")
def coverage_page() -> Answer:
    """The wards of the viewer's areas, first where one more helper is needed most."""
    asked = _asked()
    found, order = coverage.coverage(asked.paths, asked.mask), sorting.read(request.args, COLUMNS)
    number = sorting.page_number(request.args)
    page = web.page(
        "moderation/coverage.html",
        asked=asked, total=found.total, wards=len(found.places), number=number, size=PAGE,
        places=_ordered(found.places, order)[(number - 1) * PAGE : number * PAGE], order=order,
        choices=_choices(asked.scopes), words=words.COVERS,
        label=areas.label, active_h=rules.ACTIVE_H, stretched_h=rules.STRETCHED_H,
    )  # fmt: skip
    return web.private(page)


@bp.get("/coverage.csv")
@open_to("official", "admin")
def coverage_csv() -> Answer:
    """The same wards, all of them, as a table for spreadsheets, in the order of the page."""
    asked = _asked()
    found = coverage.coverage(asked.paths, asked.mask)
    heads = [
        _("Code"), _("Ward"), _("State"), _("Requests"), _("People waiting"), _("Hours of waiting"),
        _("Waiting since"), _("Active helpers"), _("Hours for each helper"),
    ]  # fmt: skip
    ordered = _ordered(found.places, sorting.read(request.args, COLUMNS))
    name = f"coverage-{asked.area.code if asked.area else 'all'}.csv"
    return web.private(csv_files.answer(name, heads, map(_cells, ordered)))


@bp.get("/coverage.geojson")
@open_to("official", "admin")
def coverage_geojson() -> Answer:
    """The same as GeoJSON (RFC 7946) to take home: a point for each ward, or for each cell with `by=cell`."""
    asked, by = _asked(), request.args.get("by", "ward")
    if by not in ("ward", "cell"):
        return jsonify(error=_("Say by=ward or by=cell.")), 422
    if by == "cell" and asked.is_whole_country:
        return jsonify(error=_("These are too many cells for one file. Choose a province: area=CODE.")), 422
    found = coverage.coverage(asked.paths, asked.mask, by_cell=by == "cell")
    answer = web.private(
        jsonify(
            type="FeatureCollection", at=clock.now().isoformat(timespec="seconds"), helpers=found.total.helpers,
            features=[_feature(one) for one in found.places],
        )
    )  # fmt: skip
    answer.mimetype = "application/geo+json"
    name = f"coverage-{asked.area.code if asked.area else 'all'}-{by}.geojson"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked() -> Asked:
    roles = current_person().roles
    code, wanted = request.args.get("area"), set(request.args.getlist("kind"))
    area = areas.get(code) if code else None
    if area and not account_rules.may_verify(roles, area.path):
        raise NotFound  # as one that does not exist
    return Asked(area, _scopes(), tuple(kind.code for kind in kinds.KINDS if kind.code in wanted))


def _scopes() -> list[Place]:
    """The areas the viewer answers for, the widest first."""
    paths = {path for role in account_rules.VERIFIERS for path in accounts.scopes(current_person(), role)}
    return [
        areas.get(path.rstrip("/").rsplit("/", 1)[-1]) for path in sorted(paths, key=lambda path: (len(path), path))
    ]


def _choices(scopes: list[Place]) -> list[Place]:
    """The areas to narrow the page to: each of the viewer's, and all provinces for the whole country."""
    below = areas.provinces() if any(one.parent_id is None for one in scopes) else []
    choices = list({one.id: one for one in (*scopes, *below) if one.parent_id is not None}.values())
    return choices if len(choices) > 1 else []


def _ordered(places: list[CoveredPlace], order: sorting.Sorting) -> list[CoveredPlace]:
    return order.put(places, KEYS, lambda one: one.place.folded)


def _cells(one: CoveredPlace) -> list[csv_files.Cell]:
    since = formatting.moment(one.oldest) if one.oldest else None
    each = None if one.per_helper is None else round(one.per_helper, 1)
    return [
        one.place.code, areas.label(one.place), str(words.COVERS[one.cover][1]), one.cases, one.people,
        round(one.person_hours, 1), since, one.helpers, each,
    ]  # fmt: skip


def _feature(place: CoveredPlace) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{place.cell:x}" if place.cell else place.place.code,
        "geometry": {"type": "Point", "coordinates": place.centre.lon_lat()},
        "properties": {
            "area": place.place.code,
            "name": areas.label(place.place),
            "cases": place.cases,
            "people": place.people,
            "person_hours": round(place.person_hours, 1),
            "waiting_since": place.oldest.isoformat(timespec="seconds") if place.oldest else None,
            "helpers": place.helpers,
            "person_hours_per_helper": None if place.per_helper is None else round(place.per_helper, 1),
            "cover": place.cover,
        },
    }
