"""Static files: addresses that carry a hash of the content, the one style sheet, the scripts of components.

The sheet is joined of `static/css/{tokens,base,layout}.css` and then `templates/components/<name>/<name>.css` in the
order of the names; it is served from memory. A component's script is served from the folder of the component.
"""

import hashlib
import re
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for

SHEET = "css/connect.css"
FIRST = ("tokens", "base", "layout")
FOREVER = "public, max-age=31536000, immutable"
_SCRIPT = re.compile(r"components/(\w+)/\1\.js", re.ASCII)
_COMMENT = re.compile(r"\s*/\*.*?\*/\s*|\s*\n\s*", re.DOTALL)


def init_app(app: Flask) -> None:
    """Answers requests for static files in the place of Flask, which serves one folder as it lies there."""
    app.extensions |= {"connect.static": {}, "connect.sheet": joined(app)}
    app.view_functions["static"] = served


def static_url(path: str) -> str:
    """Address of a static file with a mark of its content, so that it may be kept for a year."""
    known: dict[str, str] = current_app.extensions["connect.static"]
    if path not in known or current_app.debug:
        known[path] = url_for("static", filename=path, v=hashlib.sha256(_content(path)).hexdigest()[:10])
    return known[path]


def served(filename: str) -> Response:
    """The answer with a static file. Only its present address is kept for a year: an older one gets the newer file."""
    answer = _sheet_answer() if filename == SHEET else _file_answer(filename)
    if answer.status_code == 200 and static_url(filename).endswith(f"?v={request.args.get('v')}"):
        answer.headers["Cache-Control"] = FOREVER
    return answer


def joined(app: Flask) -> bytes:
    """The style sheet of all parts, without comments and indentation."""
    folder = Path(app.static_folder or "") / "css"
    parts = [folder / f"{name}.css" for name in FIRST] + sorted(_components(app).glob("*/*.css"))
    return _COMMENT.sub("\n", "\n".join(part.read_text("utf-8") for part in parts)).encode()


def _components(app: Flask) -> Path:
    return Path(app.root_path, str(app.template_folder), "components")


def _sheet() -> bytes:
    """In development it is joined anew at each request, so that a change shows at once."""
    sheet: bytes = joined(current_app) if current_app.debug else current_app.extensions["connect.sheet"]
    return sheet


def _content(path: str) -> bytes:
    if path == SHEET:
        return _sheet()
    folder = _components(current_app).parent if _SCRIPT.fullmatch(path) else Path(current_app.static_folder or "")
    return (folder / path).read_bytes()


def _sheet_answer() -> Response:
    answer = Response(_sheet(), mimetype="text/css")
    answer.add_etag()
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer


def _file_answer(filename: str) -> Response:
    if _SCRIPT.fullmatch(filename):
        return send_from_directory(_components(current_app).parent, filename)
    return current_app.send_static_file(filename)
