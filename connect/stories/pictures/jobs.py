"""The clock's work for pictures of stories."""

from connect.jobs.queue import every_minute
from connect.stories.pictures import files


@every_minute
def sweep_pictures() -> int:
    """Deletes files that no story has; says how many."""
    return files.sweep()
