"""Announcements of notices: the feed, the officials' page, and the gravest notices on the front page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from connect.crypto import signing
from connect.notices import jobs, queries
from connect.notices.alerts import views as alerts
from connect.notices.blueprint import bp
from connect.notices.bulletins import views as bulletins
from connect.notices.channels import views as channels
from connect.notices.drill import jobs as drill_jobs
from connect.notices.feed import parts
from connect.notices.following import jobs as following_jobs
from connect.notices.following.asking import message
from connect.notices.following.views import follow, following
from connect.notices.officials import jobs as officials
from connect.notices.sources import cli as sources_cli, jobs as sources_jobs, views as sources
from connect.notices.views import desk, drill, ending, read, sending, write
from connect.notices.words import ACT_NOW
from connect.notices.writing import views as writing
from connect.registry import demo_data, front_page, navigation, personal_data, reports
from connect.registry.drill import exercises
from connect.registry.reports import Reported

__all__ = [
    "alerts",
    "bp",
    "bulletins",
    "channels",
    "desk",
    "drill",
    "drill_jobs",
    "ending",
    "follow",
    "following",
    "following_jobs",
    "jobs",
    "message",
    "officials",
    "read",
    "sending",
    "sources",
    "sources_cli",
    "sources_jobs",
    "write",
    "writing",
]

ON_FRONT = 4  # notices below the one that asks to act now

exercises.pages(
    "notices.drill", "notices.show", "notices.versions", "notices.picture", "notices.sheet", "notices.alert"
)
navigation.entry("notices.feed", "megaphone", _l("Notices"), order=20)
navigation.entry("notices.mine", "pencil", _l("My notices"), order=50, roles=("official",))


def _alarm() -> Mapping[str, Any] | None:
    """The newest notice that asks people to act now, anywhere: a front page knows no ward."""
    found = queries.gravest(1)
    return {"notice": found[0]} if found and found[0].severity == ACT_NOW else None


def _news() -> Mapping[str, Any]:
    """The gravest of all others."""
    found = queries.gravest(ON_FRONT + 1)
    return {"notices": found[1:] if found and found[0].severity == ACT_NOW else found[:ON_FRONT]}


front_page.part("notices/front_alarm.html", order=5, place="top", values=_alarm)
front_page.part("notices/front.html", order=30, values=_news)
front_page.place_part("notices/place_alarm.html", order=5, slot="top", values=parts.alarm)
front_page.place_part("notices/place_news.html", order=10, slot="news", values=parts.news)
front_page.place_part("notices/place_figures.html", order=20, slot="news", values=parts.counted)
front_page.place_part("notices/place_channels.html", order=10, slot="figures", values=parts.speaking)


def _find(about: str, _person: Any) -> Reported | None:
    """The notice and its area as its own page has signed them."""
    told = signing.unsigned(about, "report")
    return Reported("notice", *told) if told is not None else None


reports.kind(
    "notice", label=_l("A notice"), address="notice/<about>", find=_find,
    page=reports.Page("notices.show", "megaphone", _l("Read the notice")),
)  # fmt: skip

personal_data.fate(
    "channels", "notices", "notice_versions", "notice_events",
    told="what an authority says is public", gone="stays: an authority's word, whoever wrote it",
)  # fmt: skip
personal_data.fate(
    "sources",
    "source_entries",
    told="what other authorities publish is public",
    gone="stays: the address of an authority's file, whoever put it in",
)
personal_data.fate(
    "series",
    "figures",
    told="what an authority counts is public",
    gone="stays: an authority's figure, whoever put it in",
)

demo_data.part("connect.notices.demo", order=30)
demo_data.part("connect.notices.bulletins.demo", order=31)
