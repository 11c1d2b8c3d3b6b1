"""Static files: addresses that carry a hash of the content, the two style sheets, the scripts of components.

The first sheet is joined of `static/css/{tokens,base,layout}.css` and then `templates/components/<name>/<name>.css` in
the order of the names. Components that nobody meets on the way from the front page to a request sent stand in a second
one, which the pages of that way leave out. Both are served from memory. Icons lie in two files by the same measure. A
component's script lies in the folder of the component, with its modules; each is served with those that it imports.
"""

import hashlib
import re
from pathlib import Path

import brotli
from flask import Flask, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound

from connect.web.pages import scripts

SHEET, MORE = "css/connect.css", "css/more.css"
SPRITE, MORE_ICONS = "icons/sprite.svg", "icons/more.svg"  # a browser asks for the second where a page shows one of it
IN_MORE = (
    "case_card", "chart", "green", "keys", "map", "queue", "run_sheet", "search", "share", "sketch", "sort", "stock",
    "table", "tabs", "timeline", "way",
)  # fmt: skip
FIRST = ("tokens", "base", "layout")
FOREVER = "public, max-age=31536000, immutable"
KEPT = tuple(f"connect.{what}" for what in ("static", "sheets", "scripts", "packed", "sprites"))  # made of files, once
_SCRIPT = re.compile(r"(?:js/\w+|components/\w+/\w+)\.js", re.ASCII)
_TEXTS = re.compile(
    r"(?:(?:icons|drawings)/[\w-]+\.svg|map/(?:wards/)?\w+\.json|vendor/[\w.-]+/[\w-]+\.(?:js|css))", re.ASCII
)  # fmt: skip
KINDS = {"css": "text/css", "js": "text/javascript", "json": "application/json", "svg": "image/svg+xml"}
_COMMENT = re.compile(r"\s*/\*.*?\*/\s*|\s*\n\s*", re.DOTALL)
_SPACE = re.compile(r"""("[^"]*"|'[^']*')|;?\s*(})\s*|\s*([{;,])\s*|(:) +""")
_SYMBOL = re.compile(r'<symbol id="([^"]+)"')


def init_app(app: Flask) -> None:
    """Answers requests for static files in the place of Flask, which serves one folder as it lies there."""
    app.extensions |= {name: {} for name in KEPT}
    app.view_functions["static"] = served


def static_url(path: str) -> str:
    """Address of a static file with a mark of its content, so that it may be kept for a year."""
    known: dict[str, str] = current_app.extensions["connect.static"]
    if path not in known or current_app.debug:
        known[path] = url_for("static", filename=path, v=hashlib.sha256(_content(path)).hexdigest()[:10])
    return known[path]


def served(filename: str) -> Response:
    """The answer with a static file. Only its present address is kept for a year: an older one gets the newer file."""
    ours = filename in (SHEET, MORE) or _TEXTS.fullmatch(filename) or _SCRIPT.fullmatch(filename)
    answer = _text_answer(filename) if ours else current_app.send_static_file(filename)
    if answer.status_code == 200 and static_url(filename).endswith(f"?v={request.args.get('v')}"):
        answer.headers["Cache-Control"] = FOREVER
    return answer


def joined(app: Flask, sheet: str) -> bytes:
    """A style sheet of all its parts, without comments, indentation and the spaces that only people need."""
    folder = Path(app.static_folder or "") / "css"
    parts = [part for part in sorted(_components(app).glob("*/*.css")) if (part.stem in IN_MORE) == (sheet == MORE)]
    if sheet == SHEET:
        parts = [folder / f"{name}.css" for name in FIRST] + parts
    told = _COMMENT.sub("\n", "\n".join(part.read_text("utf-8") for part in parts))
    return _SPACE.sub(lambda found: found[1] or found[2] or found[3] or found[4], told).strip().encode()


def sprite_of(icon: str) -> str:
    """The file that has an icon."""
    known: dict[str, str] = current_app.extensions["connect.sprites"]
    if not known:
        known |= {name: sheet for sheet in (MORE_ICONS, SPRITE) for name in _SYMBOL.findall(_content(sheet).decode())}
    return known.get(icon, SPRITE)


def _components(app: Flask) -> Path:
    return Path(app.root_path, str(app.template_folder), "components")


def _sheet(path: str) -> bytes:
    """A style sheet, joined once, and in development anew at each request, so that a change shows at once."""
    sheets: dict[str, bytes] = current_app.extensions["connect.sheets"]
    if path not in sheets or current_app.debug:
        sheets[path] = joined(current_app, path)
    return sheets[path]


def _content(path: str) -> bytes:
    if path in (SHEET, MORE):
        return _sheet(path)
    if _SCRIPT.fullmatch(path):
        return _script(path)
    return _file(path).read_bytes()


def _script(path: str) -> bytes:
    """A script with what it imports, joined once, and in development anew."""
    made: dict[str, bytes] = current_app.extensions["connect.scripts"]
    if path not in made or current_app.debug:
        made[path] = scripts.joined(path, lambda one: _file(one).read_text("utf-8")).encode()
    return made[path]


def _file(path: str) -> Path:
    of_component = path.startswith("components/")
    return Path(_components(current_app).parent if of_component else current_app.static_folder or "", path)


def _text_answer(path: str) -> Response:
    """A text, packed as small as can be once for all browsers that unpack it; NotFound where there is none."""
    try:
        content = _content(path)
    except FileNotFoundError as error:
        raise NotFound from error
    packs = not current_app.debug and _takes_brotli()
    answer = Response(_packed(path, content) if packs else content, mimetype=KINDS[path.rpartition(".")[2]])
    answer.add_etag()
    if packs:
        answer.content_encoding = "br"
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer


def _takes_brotli() -> bool:
    takes = request.accept_encodings
    return takes.quality("br") > 0 and takes.quality("br") >= takes.quality("gzip")


def _packed(path: str, content: bytes) -> bytes:
    packed: dict[str, bytes] = current_app.extensions["connect.packed"]
    if path not in packed:
        packed[path] = brotli.compress(content)
    return packed[path]
