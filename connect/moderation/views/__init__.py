"""Pages of the feature: the queue and the desk."""

from connect.moderation.views import review, work
from connect.moderation.views.blueprint import bp

__all__ = ["bp", "review", "work"]
