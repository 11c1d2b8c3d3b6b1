"""Announcements of shopping for others."""

from flask_babel import lazy_gettext as _l

from connect.registry import demo_data, front_page, navigation, personal_data
from connect.shopping.blueprint import bp
from connect.shopping.gathering import (
    follow as gathering_follow,
    jobs as gathering_jobs,
    parts as gathering_parts,
    views as gathering_views,
)
from connect.shopping.gathering.codes import views as code_views
from connect.shopping.money import keeping as money_rights, parts as money_parts, views as money
from connect.shopping.orders import follow, parts
from connect.shopping.orders.keeping import jobs as order_jobs, rights
from connect.shopping.orders.placing import part as order_part
from connect.shopping.orders.views import order, orders
from connect.shopping.receipts import (
    jobs as receipt_jobs,
    keeping as receipt_rights,
    parts as receipt_parts,
    views as receipts,
)
from connect.shopping.runs import keeping as run_rights
from connect.shopping.runs.solving import jobs as run_jobs
from connect.shopping.runs.views import run as run_views, runs as runs_views
from connect.shopping.sheets import views as sheet_views
from connect.shopping.windows import jobs as window_jobs, queries as windows
from connect.shopping.windows.views import shops as shop_pages, window, windows as window_pages

__all__ = [
    "bp", "code_views", "follow", "gathering_follow", "gathering_jobs", "gathering_parts", "gathering_views",
    "money", "money_parts", "money_rights", "order",
    "order_jobs", "order_part", "orders", "parts", "receipt_jobs",
    "receipt_parts", "receipt_rights", "receipts", "rights", "run_jobs", "run_rights", "run_views", "runs_views",
    "sheet_views", "shop_pages", "window", "window_jobs", "window_pages",
]  # fmt: skip

navigation.entry("shopping.windows", "bag", _l("Shopping for others"), order=54, when=windows.is_run_by_reader)
front_page.place_part("shopping/place.html", order=30, slot="wide", values=windows.block_of)

personal_data.fate(
    "shopping_windows", "window_templates", "window_events",
    told="what is ordered where and until when is public", gone="stays: of an erased account no name is left",
)  # fmt: skip

demo_data.part("connect.shopping.demo.windows", order=45)
demo_data.part("connect.shopping.demo.runs", order=47)  # after the supply points, one of which they start at
