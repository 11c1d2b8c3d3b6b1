"""How many parts a text message takes, and how it reads without marks. Pure.

Source: 3GPP TS 23.038, section 6.2.1: 160 letters of the GSM alphabet in one message, some of which count twice, or 70
of UCS-2; a longer one is sent in parts, each with a header that leaves 153 or 67. No letter is cut in two.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from connect.text import normal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("\f^{}\\[~]|€")
GSM, UCS2 = (160, 153), (70, 67)  # letters of a message that stands alone, and of one part
_PLAIN = str.maketrans({
    "đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-", "·": "-",
    "\u00a0": " ", "₫": "d", "²": "2", "³": "3", "°": " do",
})  # fmt: skip


class Parts(NamedTuple):
    """How long a text is as a message."""

    letters: int  # as the network counts them
    parts: int
    gsm: bool


def parts(text: str) -> Parts:
    """The letters and parts of a text, in the alphabet that it needs."""
    gsm = all(one in _BASIC or one in _TWICE for one in text)
    widths = [2 if one in _TWICE else 1 for one in text] if gsm else [1 + (one > "\uffff") for one in text]
    alone, part = GSM if gsm else UCS2
    return Parts(sum(widths), 1 if sum(widths) <= alone else _packed(widths, part), gsm)


def _packed(widths: Iterable[int], room: int) -> int:
    """The parts that letters of these widths fill, none cut in two."""
    count, left = 1, room
    for width in widths:
        if width > left:
            count, left = count + 1, room
        left -= width
    return count


def without_marks(text: str) -> str:
    """A text as a phone of any age shows it: "Nước lên nhanh" is "Nuoc len nhanh".

    >>> without_marks("Đừng qua cầu – nước xiết…")
    'Dung qua cau - nuoc xiet...'
    """
    bare = "".join(one for one in normal("NFD", text) if not unicodedata.combining(one))
    return re.sub(r" {2,}", " ", bare.translate(_PLAIN))
