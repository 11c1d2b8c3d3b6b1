"""The round trip of random sets through XLSForm: what comes back is compared, and pyxform is asked about each file."""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from connect.incidents.questions.xlsform import incoming, writing
from tests.questions.forms import Form

Json = dict[str, Any]
COUNTS = ("roundtrip_lost", "pyxform_failed")


def compared(forms: Iterable[Form], planted: Callable[[Json], Json] = lambda one: one) -> Counter[str]:
    """How many sets came back otherwise than they went out, and how many files pyxform did not convert.

    `planted` changes each question on its way out, so that it is seen that what is lost is found.
    """
    counts: Counter[str] = Counter()
    for one in forms:
        sent = {"questions": [planted(question) for question in one.data["questions"]]}
        file = writing.workbook(sent, "food", "Câu hỏi", 1)
        found = incoming.read(file)
        came = [plain(question) for question in found.questions]
        counts["roundtrip_lost"] += came != [plain(question) for question in one.data["questions"]]
        # What was read without a trouble, pyxform has converted on the way.
        counts["pyxform_failed"] += bool(found.troubles) and not _converts(file)
    return counts


def _converts(file: bytes) -> bool:
    try:
        return bool(convert(xlsform=io.BytesIO(file), validate=False, file_type=".xlsx").xform)
    except PyXFormError:
        return False


def plain(question: Mapping[str, Any]) -> Json:
    """A question in one way of writing it: what is off is left out, and a list of one condition is that condition."""
    kept = {key: value for key, value in question.items() if value not in (False, 0, {}, None, "") or key == "from"}
    kept |= {"ask_if": _plain(kept["ask_if"])} if "ask_if" in kept else {}
    if "choices" in kept:
        kept["choices"] = [{key: value for key, value in one.items() if value} for one in kept["choices"]]
    return kept


def _plain(condition: Mapping[str, Any]) -> Json:
    if "code" in condition:
        return dict(condition)
    ((mode, parts),) = condition.items()
    inner = [_plain(part) for part in parts]
    return inner[0] if len(inner) == 1 else {mode: inner}
