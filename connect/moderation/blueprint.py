"""The one blueprint of the feature; each file beside this hangs its pages on it."""

from typing import Any

from flask import Blueprint, has_request_context, request

from connect.moderation.queue.filters import ARGS

bp = Blueprint("moderation", __name__, url_prefix="/moderation")


@bp.url_defaults
def keep_filter(_endpoint: str, values: dict[str, Any]) -> None:
    """Leads on within the part of the queue that this page was opened from, by each of its links, forms and redirects.

    What an address says itself wins, None too: a link that leaves the filter says `show=None`.
    """
    if has_request_context() and request.blueprint == bp.name:
        for name in ARGS:
            if request.args.get(name):
                values.setdefault(name, request.args[name][:40])
