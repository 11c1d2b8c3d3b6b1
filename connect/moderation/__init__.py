"""Moderation: the one queue of what waits for a moderator, in the areas of this moderator, and its decisions."""

# What other features may import.
PUBLIC = frozenset(
    {"queue.assignment", "queue.pane", "queue.settle", "reports.actions", "reports.queries", "reports.report_weight"}
)
