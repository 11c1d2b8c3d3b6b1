"""The rights of a household over the picture of its receipt, which is wiped with its case."""

import base64
from typing import Any

from connect.cases.models import Case
from connect.errors import NotFound
from connect.registry import personal_data
from connect.registry.personal_data import part
from connect.shopping.orders import queries as orders
from connect.shopping.receipts import actions, queries


@part("receipt", "order_receipts", of="case")
def _told(case: Case) -> dict[str, Any] | None:
    order = orders.of_case(case)
    receipt = queries.of_order(order) if order else None
    if receipt is None:
        return None
    try:
        picture = base64.b64encode(queries.content(receipt)).decode()
    except NotFound:  # its file is not there any more
        picture = None
    return {"at": receipt.at, "type": "image/webp", "base64": picture}


@personal_data.erasure("order_receipts", of="case")
def _wiped(case: Case) -> None:
    actions.remove(case.id)
