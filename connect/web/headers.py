"""The headers of every answer: what a browser may do with a page, and how long it may be kept."""

from flask import Flask, Response, request

from connect.config import Config, current

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Leaflet writes HTML of its own; everywhere else no script may turn text into markup.
STRICT_CSP = f"{CSP}; require-trusted-types-for 'script'; trusted-types 'none'"

# What every answer says of itself, unless the view said otherwise.
HEADERS = (
    ("Content-Security-Policy", STRICT_CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
)
HEADERS_HTTPS = (*HEADERS, ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))


def of_all(config: Config) -> tuple[tuple[str, str], ...]:
    """Those of every answer of this site."""
    return HEADERS_HTTPS if config.https else HEADERS


def init_app(app: Flask) -> None:
    """Puts them on all that the app answers."""
    app.after_request(_put_on)


def _put_on(response: Response) -> Response:
    headers = response.headers
    told = {name.lower() for name in headers.keys()}  # noqa: SIM118 - a Headers gives pairs
    for name, value in of_all(current()):
        if name.lower() not in told:
            headers.add(name, value)
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add("Vary", "Cookie")
    return response
