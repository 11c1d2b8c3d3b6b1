"""Pages of the feature: the queue and the desk."""

from connect.moderation.views import (
    abuse,
    alike,
    changes,
    coverage,
    decisions,
    modes,
    networks,
    numbers,
    people,
    relink,
    reports,
    review,
    second,
    sure,
    vouching,
    work,
)
from connect.moderation.views.blueprint import bp

__all__ = [
    "abuse", "alike", "bp", "changes", "coverage", "decisions", "modes", "networks", "numbers", "people", "relink",
    "reports",
    "review", "second", "sure", "vouching", "work",
]  # fmt: skip
