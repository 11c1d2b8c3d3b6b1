"""Announcements of medical advice: the clinicians' queue, and parts of the pages of a case."""

from flask_babel import lazy_gettext as _l

from connect.accounts.sign_in import current_session
from connect.advice import case_parts, queries, views
from connect.advice.blueprint import bp
from connect.registry import demo_data, navigation

__all__ = ["bp", "case_parts", "views"]

navigation.entry(
    "advice.queue", "stethoscope", _l("Medical advice"), order=28,
    when=lambda: queries.may_be_clinician(current_session.person()),
)  # fmt: skip

demo_data.part("connect.advice.demo", order=50)
