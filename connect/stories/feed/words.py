"""A week and the two people of a story in words."""

from datetime import date

from flask_babel import gettext as _

from connect.formatting import kept, short_day
from connect.stories.feed.rules import WEEK


@kept
def week_said(monday: date) -> str:
    """The week that begins on a Monday: "week of 23/11 to 29/11", the finest time that is told of a help."""
    return _("week of %(first)s to %(last)s", first=short_day(monday), last=short_day(monday + WEEK * 6 / 7))
