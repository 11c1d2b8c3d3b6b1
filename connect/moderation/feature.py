"""What the moderators' desk announces: its queue, and what the clock does to reports of abuse."""

from flask_babel import lazy_gettext as _l

from connect.moderation import jobs, moderation_work
from connect.moderation.views import bp
from connect.registry import navigation

__all__ = ["bp", "jobs", "moderation_work"]

navigation.entry(
    "moderation.queue", "shield-check", _l("Review"), order=40, roles=("moderator", "official", "admin")
)  # fmt: skip
