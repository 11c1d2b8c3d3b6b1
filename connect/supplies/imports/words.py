"""Words for imports: columns, outcomes, and why a row cannot be brought in."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from connect.supplies.hours import words as hours_words
from connect.supplies.imports.models import Decision, Outcome, Stage

COLUMNS = {
    "outside_id": _l("Its number in your list"), "name": _l("Name"), "kind": _l("Kind of place"),
    "market": _l("Market in which it stands"), "address": _l("Address"), "ward": _l("Ward or commune"),
    "lat": _l("Latitude"), "lon": _l("Longitude"), "phone": _l("Phone"),
    "phone_shown": _l("May the phone be shown?"), "opening_hours": _l("Opening hours"),
    "delivers_km": _l("Delivers, up to so many km"), "pays": _l("Ways to pay"), "goods": _l("Goods"),
}  # fmt: skip
STAGES = {
    Stage.READING: _l("Being read"), Stage.REFUSED: _l("Cannot be read"),
    Stage.COLUMNS: _l("Waits for its columns"), Stage.CHECKING: _l("Being checked"),
    Stage.CHECKED: _l("Checked, nothing written yet"), Stage.WRITING: _l("Being written"), Stage.DONE: _l("Done"),
}  # fmt: skip
OUTCOMES = {
    Outcome.NEW: _l("New points"), Outcome.CHANGE: _l("Points that change"),
    Outcome.SAME: _l("There already, the same"),
    Outcome.DOUBT: _l("Perhaps there already: you decide"), Outcome.OWNED: _l("Has an owner, stays as it is"),
    Outcome.BAD: _l("Cannot be brought in"), Outcome.LEFT: _l("Left out by you"),
}  # fmt: skip
DECISIONS = {
    Decision.SAME: _l("The same place"), Decision.OTHER: _l("Another place"), Decision.LEAVE: _l("Leave it out"),
}  # fmt: skip
_WHY = {
    "empty": _l("This is missing."),
    "long": _l("At most %(most)s characters."),
    "kind": _l("“%(said)s” is no kind of place. Write for example market, shop, supermarket, pharmacy."),
    "pin": _l("“%(said)s” is no position. Write degrees, such as 10.7722 and 106.6983."),
    "abroad": _l("“%(said)s” lies outside the country. Are latitude and longitude the wrong way round?"),
    "phone": _l("“%(said)s” is no phone number."),
    "yes_or_no": _l("“%(said)s” is neither yes nor no."),
    "kilometres": _l("“%(said)s” is no number of kilometres up to 50."),
    "pays": _l("“%(said)s” is no way to pay. Write cash, transfer, card or free."),
    "goods": _l("“%(said)s” is not in the list of goods. Write codes such as rice:some:20000."),
    "no_place": _l("Neither a ward nor a position."),
    "ward": _l("“%(said)s” is no ward of your area."),
    "wards": _l("Several wards are called “%(said)s”. Write its province or its code."),
    "outside": _l("It lies outside your area."),
    "too_far": _l("Is it really here? It lies %(km)s km from %(ward)s."),
    "twice": _l("The same number stands in row %(row)s already."),
}
REFUSED = {
    "large": _l("The file is larger than %(most)s kB. Cut it into parts, or ask whoever runs the site."),
    "macros": _l("The file has macros or parts of other programs in it. Save the table alone, as .xlsx or .csv."),
    "bomb": _l("The file unpacks into far more than a table of points. Copy the sheet into a new one."),
    "no_workbook": _l("This file cannot be read as a table. Save it as .xlsx, .ods or .csv."),
    "older": _l("This is an old kind of file, or a password shuts it. Save it as .xlsx without one."),
    "encoding": _l("The letters of this file cannot be read. Save it as “CSV UTF-8”."),
    "rows": _l("There are more than %(most)s rows. Cut the file into parts."),
    "columns": _l("There are more than %(most)s columns. Take away those that are not needed."),
    "nothing": _l("There is no row below the headings."),
    "gone": _l("The file is not there any more. Send it once more."),
}


def trouble(kept: Sequence[Any]) -> tuple[Any, str]:
    """The name of the column and why its cell cannot be, of a trouble as it is kept."""
    column, why, values = kept
    text = str(_WHY[why]) % {name: str(value) for name, value in values.items()} if why in _WHY else None
    return COLUMNS[column], text or hours_words.wrong(why, values)


def refused(why: str, values: dict[str, Any]) -> str:
    """Why a file is not read."""
    return str(REFUSED[why]) % {name: str(value) for name, value in values.items()}
