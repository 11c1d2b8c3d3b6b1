"""The days of the demo's wave, as a worker would have counted them when each was over."""

from connect.cases.statistics import day_counts
from connect.registry.demo_data import Wave


def fill(_wave: Wave) -> None:
    """Counts them once all requests are there."""
    day_counts.keep(day_counts.count(day_counts.missing()))
