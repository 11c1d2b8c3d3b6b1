"""The clock's work on windows."""

from connect.jobs.queue import steadily
from connect.shopping.windows import repeating


@steadily
def repeat_windows() -> int:
    """Makes the windows that come again by weekday; says how many. What exists is not made twice."""
    return repeating.make_all()
