"""Announcements of supply points."""

from connect.supplies.blueprint import bp
from connect.supplies.exports import cli as exports_cli, views as exports_views
from connect.supplies.freshness import rights as reminder_rights
from connect.supplies.holidays import rights as holiday_rights, views as holiday_views
from connect.supplies.hours import jobs as hours_jobs
from connect.supplies.keeping import rights
from connect.supplies.said import reporting

__all__ = [
    "bp", "exports_cli", "exports_views", "holiday_rights", "holiday_views", "hours_jobs", "reminder_rights",
    "reporting", "rights",
]  # fmt: skip
