"""The emergency numbers of the site in the reader's language."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from connect import config, formatting

WORDS = {"112": _l("Rescue"), "113": _l("Police"), "114": _l("Fire"), "115": _l("Medical help")}


class Hotline(NamedTuple):
    """A number to call and whom one reaches there."""

    number: str
    words: str


def hotlines() -> list[Hotline]:
    """The numbers in the order of the setting; words without an English side stand as they are."""
    english = formatting.language() == "en"
    return [
        Hotline(number, (said_in_english if english else "") or said or str(WORDS[number]))
        for number, said, said_in_english in config.current().hotline_entries
    ]
