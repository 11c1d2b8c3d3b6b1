"""The words of settling, in both languages."""

from flask_babel import lazy_gettext as _l

from connect.shopping.money.rules import Side
from connect.shopping.orders.rules import Pay

WAYS = {
    Pay.CASH: _l("cash at the door"),
    Pay.TRANSFER: _l("transfer to the shop"),
    Pay.SPONSORED: _l("sponsored"),
}
SIDES = {Side.HOUSEHOLD: _l("The household"), Side.TEAM: _l("The team")}
