"""The clock's work on pictures: files that no row knows."""

from connect.jobs.queue import nightly
from connect.messages.pictures import files
from connect.messages.pictures.models import MessagePicture
from connect.pictures import row_files


@nightly
def sweep() -> int:
    """Deletes files that no row knows; says how many."""
    return row_files.sweep(files.folder(), MessagePicture.name)
