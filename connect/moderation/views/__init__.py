"""Pages of the feature: the queue and the desk."""

from connect.moderation.views import abuse, modes, numbers, review, second, work
from connect.moderation.views.blueprint import bp

__all__ = ["abuse", "bp", "modes", "numbers", "review", "second", "work"]
