"""The clock's work for notices of drills: when a drill is over, they go with it."""

from typing import TYPE_CHECKING

from connect import config, db, lazy_import
from connect.jobs.queue import every_minute
from connect.notices import queries
from connect.notices.drill import actions
from connect.notices.models import Notice

if TYPE_CHECKING:
    from connect.pictures import intake as pictures
else:
    pictures = lazy_import.module("connect.pictures.intake")  # loads Pillow

BATCH = 200


@every_minute
def delete_notices_of_drills() -> int:
    """Deletes the notices of drills that are over, with their pictures; says how many."""
    ids = actions.left(BATCH)
    for notice_id in ids:
        with db.transaction():
            notice = db.session.get(Notice, notice_id)
            picture = actions.delete(notice) if notice else None
        if picture and not queries.shows_picture(picture):
            pictures.drop(picture, config.current().uploads)
    return len(ids)
