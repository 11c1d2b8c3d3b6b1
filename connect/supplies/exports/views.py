"""Listed points to take home, and the page that offers them."""

from collections.abc import Iterator

from flask import Response, request, stream_with_context

from connect import web
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.supplies.blueprint import bp
from connect.supplies.exports import writing
from connect.web import Answer, open_to

PIECE_CHARS = 32_000  # sent together: a hundred writes to a socket cost more than one


@bp.get("/export")
@open_to("official", "admin")
def export() -> Answer:
    """The page that offers the files of an area."""
    return web.private(web.page("supplies/export.html", area=_area(), provinces=areas.provinces()))


@bp.get("/export.csv")
@open_to("official", "admin")
def export_csv() -> Answer:
    """The listed points of an area as a table."""
    return _file("csv")


@bp.get("/export.geojson")
@open_to("official", "admin")
def export_geojson() -> Answer:
    """The listed points of an area for maps."""
    return _file("geojson")


def _area() -> Place:
    found = areas.place_of(request.args.get("area") or "VN")
    if found is None:
        raise NotFound
    return found


def _file(kind: str) -> Answer:
    pieces, mimetype = writing.FORMATS[kind]
    area = _area()
    answer = Response(stream_with_context(_gathered(pieces(area.path))), mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="supply-points-{area.code}.{kind}"'
    return web.private(answer)


def _gathered(pieces: Iterator[str]) -> Iterator[str]:
    kept: list[str] = []
    for piece in pieces:
        kept.append(piece)
        if sum(map(len, kept)) > PIECE_CHARS:
            yield "".join(kept)
            kept.clear()
    yield "".join(kept)
