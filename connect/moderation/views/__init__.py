"""Pages of the feature: the queue and the desk."""

from connect.moderation.views import modes, review, second, work
from connect.moderation.views.blueprint import bp

__all__ = ["bp", "modes", "review", "second", "work"]
