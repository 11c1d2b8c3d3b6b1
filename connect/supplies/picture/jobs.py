"""The clock's work on pictures of points."""

from connect.jobs.queue import nightly
from connect.supplies.picture import files


@nightly
def sweep_pictures() -> int:
    """Deletes files that no point has, as a kill or an erased account leaves them; says how many."""
    gone = list(files.orphans())
    for name in gone:
        files.drop(name)
    return len(gone)
