"""Money talk and its kin in a message, with the words that gave it and what to do. Pure.

Nothing is blocked, stored or told to anybody by this.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from connect.cases.screening.scam_patterns import Suspicion, suspicions
from connect.text import normal

MONEY = ("bank_account", "transfer", "money_only", "qr")
_DO = {
    "money": _l("Help here costs nothing. Send no money and scan no code. If money is asked for, report it below."),
    "secret": _l("Tell nobody a password or a code that came by message, and pay nothing before help comes."),
    "link": _l("Do not type this address in. What you agree on needs no other site."),
    "office": _l("No office asks for money or papers here. Call it by a number that you know yourself."),
    "advertising": _l("Nobody has to buy anything here. If it goes on, report it below."),
}
_OF = {
    **dict.fromkeys(MONEY, "money"), "prepaid": "secret", "link": "link", "false_official": "office",
    "advertising": "advertising",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Warned:
    """The reasons to take care with a message, as far as this reader may read them, and what to do."""

    found: tuple[Suspicion, ...]
    do: tuple[object, ...]


def warning(words: str, shown: str) -> Warned | None:
    """The warning beside a message; None for an honest one. `shown`: the words as this reader sees them.

    An excerpt stands in it only where the reader sees those words anyway, so that it uncovers nothing.
    """
    found = suspicions(words)
    if not found:
        return None
    seen = " ".join(normal("NFKC", shown).split()).casefold()
    told = tuple(Suspicion(one.code, one.excerpt if one.excerpt.casefold() in seen else "") for one in found)
    return Warned(told, tuple(_DO[kind] for kind in dict.fromkeys(_OF[one.code] for one in found)))
