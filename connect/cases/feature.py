"""The registrations of requests for help: their pages, their part of the front page, their periodic jobs."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from connect.areas.queries import Place
from connect.cases import cli, export, jobs
from connect.cases.answers import views as answers
from connect.cases.claims import moderation_work as claims_work
from connect.cases.clinical import jobs as clinical_jobs, moderation_work as clinical_work
from connect.cases.collective import parts as collective_parts, views as collective
from connect.cases.drill import jobs as drill_jobs, views as drill
from connect.cases.green import queries as green, views as green_views
from connect.cases.map import jobs as map_jobs
from connect.cases.screening import moderation_work as screening_work
from connect.cases.statistics import day_counts, jobs as statistics_jobs
from connect.cases.utilities import parts as utility_parts
from connect.cases.views import bp
from connect.cases.word import jobs as word_jobs, parts as word_parts, views as word
from connect.registry import demo_data, front_page, navigation

__all__ = [
    "answers",
    "bp",
    "claims_work",
    "cli",
    "clinical_jobs",
    "clinical_work",
    "collective",
    "collective_parts",
    "drill",
    "drill_jobs",
    "export",
    "green",
    "green_views",
    "jobs",
    "map_jobs",
    "screening_work",
    "statistics_jobs",
    "utility_parts",
    "word",
    "word_jobs",
    "word_parts",
]

navigation.entry("cases.nearby", "pin", _l("Nearby"), order=10)
navigation.entry("cases.ask", "basket", _l("Ask"), order=15, for_strangers=True)
navigation.entry("cases.mine_list", "user", _l("Mine"), order=22, for_strangers=True)
navigation.entry("cases.taken", "basket", _l("My cases"), order=30, roles=("volunteer",))


def _green(area: Place) -> Mapping[str, Any]:
    """How many wait, are being helped and were helped in a place, and how that has changed in a week."""
    found = green.totals(area)
    return {"totals": found, "change": green.week(area, found)}


front_page.part("cases/front_doors.html", order=10, place="doors")
front_page.part("cases/front_links.html", order=10, place="links")
front_page.place_part("cases/place_doors.html", order=10, slot="doors")
front_page.place_part("cases/place_green.html", order=10, slot="beside", values=_green)
front_page.part("cases/front_numbers.html", order=40, place="figures", values=lambda: {"days": day_counts.of_country()})

demo_data.part("connect.cases.demo.school", order=16)
demo_data.part("connect.cases.demo.wave", order=20)
demo_data.part("connect.cases.demo.green", order=22)
demo_data.part("connect.cases.demo.answers", order=36)
demo_data.part("connect.cases.demo.drill", order=40)
demo_data.part("connect.cases.demo.days", order=90)
