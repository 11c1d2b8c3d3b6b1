"""The answers to codes in words."""

from flask_babel import lazy_gettext as _l

from connect.shopping.gathering.codes.rules import Sent

ANSWERS = {
    Sent.TRIED: _l("Not looked at yet: send it once more."),
    Sent.DELIVERED: _l("Right: the delivery is proven."),
    Sent.WRONG: _l("This is not the code of this household. Look at the paper again."),
    Sent.SPENT: _l("Five codes were tried. The household can confirm it on its own page."),
    Sent.REFUSED: _l("This stop is not on its way, so no code counts for it."),
}
TONES = {Sent.TRIED: "wait", Sent.DELIVERED: "done", Sent.WRONG: "grave", Sent.SPENT: "grave", Sent.REFUSED: "ready"}
