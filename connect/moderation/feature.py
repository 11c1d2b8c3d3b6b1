"""The registrations of the moderators' desk: its queue, and the periodic jobs on reports of abuse."""

from flask_babel import lazy_gettext as _l

from connect.moderation import jobs, moderation_work
from connect.moderation.answers import views as answers
from connect.moderation.views import bp
from connect.registry import navigation, personal_data
from connect.registry.drill import exercises

__all__ = ["answers", "bp", "jobs", "moderation_work"]

navigation.entry(
    "moderation.queue", "shield", _l("Review"), order=40, roles=("moderator", "official", "admin")
)  # fmt: skip

exercises.pages(
    "moderation.review", "moderation.approve", "moderation.check", "moderation.reject", "moderation.refer",
    "moderation.ask", "moderation.contact", "moderation.helper", "moderation.change", "moderation.undo",
    "moderation.take_off", "moderation.keys",
)  # fmt: skip

personal_data.fate("abuse_reports", told="would tell the reported who reported")
personal_data.fate("desk_leases", told="gone within the hour", gone="gone with the lease, or with the account")
personal_data.fate(
    "second_opinions", "suspicions", "moderation_modes",
    told="work of staff on requests, which the history of each tells of", gone="stays, about nobody: no name is left",
)  # fmt: skip
