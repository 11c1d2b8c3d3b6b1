"""Pages of the feature: the queue and the desk."""

from connect.moderation.views import review, second, work
from connect.moderation.views.blueprint import bp

__all__ = ["bp", "review", "second", "work"]
