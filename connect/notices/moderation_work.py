"""Reports of notices."""

from typing import Any

from flask_babel import lazy_gettext as _l

from connect.crypto import signing
from connect.registry import reports
from connect.registry.reports import Reported


def _find(about: str, _person: Any) -> Reported | None:
    """The notice and its area as its own page has signed them."""
    told = signing.unsigned(about, "report")
    return Reported("notice", *told) if told is not None else None


reports.kind(
    "notice", label=_l("A notice"), address="notice/<about>", find=_find,
    page=reports.Page("notices.show", "megaphone", _l("Read the notice")),
)  # fmt: skip
