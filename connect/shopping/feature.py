"""Announcements of shopping for others."""

from connect.registry import personal_data
from connect.shopping.blueprint import bp
from connect.shopping.orders.keeping import rights
from connect.shopping.runs import keeping as run_rights
from connect.shopping.windows import models as windows

__all__ = ["bp", "rights", "run_rights", "windows"]

personal_data.fate(
    "shopping_windows", "window_templates", "window_events",
    told="what is ordered where and until when is public", gone="stays: of an erased account no name is left",
)  # fmt: skip
