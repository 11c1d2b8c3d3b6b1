"""Announcements of supply points: their pages, entries of the navigation, the clock's work, the moderators' queue."""

from flask_babel import lazy_gettext as _l

from connect.registry import demo_data, front_page, navigation
from connect.supplies import views
from connect.supplies.blueprint import bp
from connect.supplies.counter import views as counter
from connect.supplies.desk import moderation_work, views as desk
from connect.supplies.exports import cli as exports_cli, views as exports_views
from connect.supplies.finding import parts, views as finding
from connect.supplies.freshness import jobs as reminder_jobs, rights as reminder_rights, views as reminder_views
from connect.supplies.holidays import rights as holiday_rights, views as holiday_views
from connect.supplies.hours import jobs as hours_jobs, views as hours_views
from connect.supplies.imports import (
    cli as imports_cli,
    jobs as imports_jobs,
    rights as imports_rights,
    views as imports_views,
)
from connect.supplies.keeping import jobs, rights
from connect.supplies.picture import jobs as picture_jobs, views as picture
from connect.supplies.registering import views as registering
from connect.supplies.said import reporting, views as said

__all__ = [
    "bp", "counter", "desk", "exports_cli", "exports_views", "finding", "holiday_rights", "holiday_views",
    "hours_jobs", "hours_views", "imports_cli", "imports_jobs", "imports_rights", "imports_views", "jobs",
    "moderation_work", "picture", "picture_jobs", "registering", "reminder_jobs", "reminder_rights", "reminder_views",
    "reporting", "rights", "said", "views",
]  # fmt: skip

navigation.entry("supplies.desk", "basket", _l("Supply points"), order=49, roles=("official",))
navigation.foot("supplies.mine", _l("My supply points"))

navigation.entry("supplies.finding", "bag", _l("Shops"), order=17)

front_page.place_part("supplies/place_points.html", order=15, slot="news", values=parts.nearest)

demo_data.part("connect.supplies.demo.points", order=46)
