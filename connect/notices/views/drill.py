"""The notices of a drill, for those who take part in it."""

from connect import web
from connect.errors import NotFound
from connect.notices import queries
from connect.notices.blueprint import bp
from connect.registry.drill import exercises
from connect.web import Answer, open_to


@bp.get("/drill")
@open_to("anyone")
def drill() -> Answer:
    """Shows what was told in the drill in which this browser takes part, the newest first."""
    number = exercises.current_id()
    if number is None:
        raise NotFound
    return web.private(web.page("notices/drill.html", notices=queries.of_drill(number)))
