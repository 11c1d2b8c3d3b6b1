"""How many people somebody says that a household is, and the field in which it is written."""

import re

from flask_babel import gettext as _
from wtforms import IntegerField

from connect.text import folded

MOST = 2000  # a school, a boarding house, a whole hamlet
_LONGEST = 60
# Behind a figure, what says that it counts a part of the household: grown-ups, children, old people.
_PART = re.compile(
    r"\s*(?:nguoi\s+)?(?:lon|gia|nho|tre|be|em|con|chau|ong|ba|bo|me|vo|chong|"
    r"adults?|child(?:ren)?|kids?|bab(?:y|ies)|old)\b"
)
_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}


def people_in(text: str) -> int | None:
    """The number of people that was written, or None where that is not sure.

    >>> people_in("2 lớn 3 nhỏ"), people_in("5 người"), people_in("5 người, 3 trẻ nhỏ"), people_in("4-5")
    (5, 5, None, None)
    """
    said = folded(text[: _LONGEST + 1])
    if len(said) > _LONGEST or said.startswith("-"):
        return None
    found = list(re.finditer(r"[0-9]+", said))
    if not found:
        return _WORDS.get(said.removesuffix(" nguoi"))
    if any(len(one[0]) > 5 for one in found):
        return None
    if len(found) > 1 and not all(_PART.match(said, one.end()) for one in found):
        return None
    return sum(int(one[0]) for one in found)


class PeopleField(IntegerField):
    """How many people, as they write it: "5", "5 người", "2 lớn 3 nhỏ"."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in words what it could not read."""
        typed = (valuelist or [""])[0]
        self.data = people_in(typed)
        if typed.strip() and self.data is None:
            raise ValueError(_("Write one number: how many people in all, 1 to %(most)s.", most=MOST))
