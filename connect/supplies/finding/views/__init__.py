"""The pages of finding: the list, the map, and the list for programs."""

from connect.supplies.finding.views import finding, map, programs

__all__ = ["finding", "map", "programs"]
