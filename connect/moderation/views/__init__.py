"""Pages of the feature: the queue, the review of one case, and what is settled beside it."""

from connect.moderation.blueprint import bp
from connect.moderation.duplicates import views as duplicates
from connect.moderation.people import views as people
from connect.moderation.queue import views as queue
from connect.moderation.reports import views as reports
from connect.moderation.views import (
    changes,
    confirmation,
    coverage,
    decisions,
    modes,
    numbers,
    relink,
    review,
    screening,
    second_review,
    work,
)  # fmt: skip

__all__ = [
    "bp", "changes", "confirmation", "coverage", "decisions", "duplicates", "modes", "numbers", "people", "queue",
    "relink", "reports", "review", "screening", "second_review", "work",
]  # fmt: skip
