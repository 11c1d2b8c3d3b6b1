"""The headers of every answer: what a browser may do with a page, and how long it may be kept."""

from flask import Flask, Response, g, request

from connect.config import Config, current, map_tiles

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Leaflet writes HTML of its own; everywhere else no script may turn text into markup.
STRICT_CSP = f"{CSP}; require-trusted-types-for 'script'; trusted-types 'none'"

# One page lets the site's own worker be registered: a policy of this name passes that address and no other.
WORKER_CSP = f"{CSP}; require-trusted-types-for 'script'; trusted-types worker"
# The worker itself loads nothing but the picture beside a message.
OF_WORKER = (
    "default-src 'none'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

# What every answer says of itself, unless the view said otherwise.
HEADERS = (
    ("Content-Security-Policy", STRICT_CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
)
# A file is part of pages: opened as one it may do nothing. Few words: a first visit asks for more files than pages.
OF_TEXTS = (("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"))
OF_FILES = (("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"), *OF_TEXTS)
TEXTS = ("text/css", "text/javascript")  # opened as a page they are plain text
_HTTPS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
HEADERS_HTTPS = (*HEADERS, _HTTPS)


def of_all(config: Config) -> tuple[tuple[str, str], ...]:
    """Those of every answer of this site."""
    return HEADERS_HTTPS if config.https else HEADERS


def of_map(config: Config) -> str:
    """The sources a map page may load: from elsewhere nothing, or the tiles of the one host that a setting names."""
    if not config.map_tiles:
        return CSP
    kind = "connect-src 'self'" if map_tiles.are_vector(config.map_tiles) else "img-src 'self' data:"
    return CSP.replace(kind, f"{kind} {map_tiles.origin(config.map_tiles)}")


def init_app(app: Flask) -> None:
    """Puts them on all that the app answers."""
    app.after_request(_put_on)


def _put_on(response: Response) -> Response:
    headers = response.headers
    told = {name.lower() for name in headers.keys()}  # noqa: SIM118 - a Headers gives pairs
    is_file = (request.endpoint == "static" or "as_file" in g) and response.status_code < 400
    of_file = OF_TEXTS if response.mimetype in TEXTS else OF_FILES
    for name, value in (*of_file, *([_HTTPS] if current().https else [])) if is_file else of_all(current()):
        if name.lower() not in told:
            headers.add(name, value)
    if not is_file:
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add("Vary", "Cookie")
    return response
