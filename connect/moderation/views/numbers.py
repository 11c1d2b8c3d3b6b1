"""The clocks of moderation."""

from connect import web
from connect.accounts.sign_in.current_session import current_person
from connect.moderation.blueprint import bp
from connect.moderation.statistics import clocks as statistics
from connect.web import Answer, open_to


@bp.get("/numbers")
@open_to("moderator", "official", "admin")
def numbers() -> Answer:
    """How the areas of the viewer do; to a moderator alone also the own numbers."""
    person = current_person()
    total, below = statistics.of_areas(person)
    page = web.page(
        "moderation/numbers.html",
        total=total, below=below, hours=statistics.by_hour(person), mine=statistics.of_moderator(person),
    )  # fmt: skip
    return web.private(page)
