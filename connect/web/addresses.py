"""Addresses of this site: the part that names a thing, paths that stay here, pages that may be missing."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.routing import BaseConverter, BuildError

from connect.config import current

JSON_ENDS = (".json", ".geojson")


class PublicId(BaseConverter):
    """The part of an address that names a thing: short, random, without letters that look alike."""

    regex = r"[2-9A-HJKMNP-TV-Z]{8}"


def safe_path(target: str | None) -> str | None:
    """The target when it is a path on this site, else None: no open redirect.

    Browsers drop tabs and line breaks from an address, which would turn "/<tab>/elsewhere" into another site.
    """
    if target and re.fullmatch(r"/(?![/\\])[^\x00-\x1f\x7f]*", target):
        return target
    return None


def url_if(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None where this site has no such page."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def from_outside(path: str) -> str | None:
    """A path of this site as others reach it, by the setting `site_url`; None where that is not set.

    The name in a request is not asked: whoever sends it could have pages name another site as theirs.
    """
    origin = urlsplit(current().site_url)
    return f"{origin.scheme}://{origin.netloc}{path}" if origin.netloc else None


def link_to(endpoint: str, **values: str) -> str:
    """The whole address of a page, for a message: by `site_url`, or where that is not set as this machine serves it."""
    return whole(path_to(endpoint, **values))


def path_to(endpoint: str, **values: str) -> str:
    """The path of a page, also where there is no request."""
    return current_app.url_map.bind("").build(endpoint, values)


def whole(path: str) -> str:
    """The whole address of a path of this site, for a message; see `link_to`."""
    here = current()
    return (here.site_url or f"http://{here.host}:{here.port}").rstrip("/") + path


def speaks_json() -> bool:
    """Whether who asked reads JSON and no page."""
    return request.path.endswith(JSON_ENDS) or request.endpoint == "home.health"
