"""Announcements of shopping for others."""

from connect.registry import personal_data
from connect.shopping.blueprint import bp
from connect.shopping.orders import follow, parts
from connect.shopping.orders.keeping import jobs as order_jobs, rights
from connect.shopping.orders.placing import part as order_part
from connect.shopping.orders.views import order, orders
from connect.shopping.runs import keeping as run_rights
from connect.shopping.windows import models as windows

__all__ = [
    "bp", "follow", "order", "order_jobs", "order_part", "orders", "parts", "rights", "run_rights", "windows",
]  # fmt: skip

personal_data.fate(
    "shopping_windows", "window_templates", "window_events",
    told="what is ordered where and until when is public", gone="stays: of an erased account no name is left",
)  # fmt: skip
