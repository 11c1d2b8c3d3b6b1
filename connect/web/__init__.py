"""The tools of views: the audience of a page, and answers. Views write `web.page`, `web.open_to` and the like."""

from connect.web.access import ask_to_sign_in, csrf, init_app, open_to
from connect.web.addresses import JSON_ENDS, PublicId, from_outside, link_to, path_to, safe_path, speaks_json, url_if
from connect.web.answers import (
    Answer,
    as_file,
    download,
    page,
    private,
    public,
    see_other,
    shared,
    tell,
    warn,
    with_map,
)
from connect.web.signed_in import Audience, forget_person, login, may, person

__all__ = [
    "JSON_ENDS", "Answer", "Audience", "PublicId", "as_file", "ask_to_sign_in", "csrf", "download", "forget_person",
    "from_outside", "init_app", "link_to", "login", "may", "open_to", "page", "path_to", "person", "private", "public",
    "safe_path", "see_other", "shared", "speaks_json", "tell", "url_if", "warn", "with_map",
]  # fmt: skip
