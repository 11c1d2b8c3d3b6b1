"""Announcements of notices: the feed, the officials' page, and the gravest notices on the front page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from connect.crypto import signing
from connect.notices import queries
from connect.notices.views import bp
from connect.registry import demo_data, front_page, navigation, personal_data, reports
from connect.registry.reports import Reported

__all__ = ["bp"]

navigation.entry("notices.feed", "megaphone", _l("Notices"), order=20)
navigation.entry("notices.mine", "pencil", _l("My notices"), order=50, roles=("official",))


def _gravest() -> Mapping[str, Any] | None:
    found = queries.gravest(3)
    return {"notices": found} if found else None


front_page.part("notices/front.html", order=30, values=_gravest)


def _find(about: str, _person: Any) -> Reported | None:
    """The notice and its area as its own page has signed them."""
    told = signing.unsigned(about, "report")
    return Reported("notice", *told) if told is not None else None


reports.kind(
    "notice", label=_l("A notice"), address="notice/<about>", find=_find,
    page=reports.Page("notices.show", "megaphone", _l("Read the notice")),
)  # fmt: skip

personal_data.fate(
    "notices", "notice_versions",
    told="what an authority says is public", gone="stays: an authority's word, whoever wrote it",
)  # fmt: skip

demo_data.part("connect.notices.demo", order=30)
