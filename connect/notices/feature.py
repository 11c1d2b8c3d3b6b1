"""What notices announce: the feed, the officials' page, and the gravest notices on the front page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from connect.notices import moderation_work, queries
from connect.notices.views import bp
from connect.registry import front_page, navigation

__all__ = ["bp", "moderation_work"]

navigation.entry("notices.feed", "megaphone", _l("Notices"), order=20)
navigation.entry("notices.mine", "pencil", _l("My notices"), order=50, roles=("official",))


def _gravest() -> Mapping[str, Any] | None:
    found = queries.gravest(3)
    return {"notices": found} if found else None


front_page.part("notices/front.html", order=30, values=_gravest)
