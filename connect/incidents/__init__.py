"""Incidents, what is switched on where and when, and the catalogue of what can be asked for."""

# What other features may import.
PUBLIC = frozenset({
    "actions", "blueprint", "catalogue.queries", "demo.board", "drill.actions", "households.queries",
    "households.rules", "kinds", "models", "packs.rules", "queries", "questions.actions", "questions.evaluation",
    "questions.models", "questions.on_form", "questions.queries", "questions.reading", "questions.rules",
    "questions.words", "rules", "signs.actions", "signs.models", "signs.queries", "signs.rules", "standings.rules",
})  # fmt: skip
