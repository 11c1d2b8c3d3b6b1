"""Troubles with a workbook in words: the row, why, and what to write instead."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext as _, lazy_gettext as _l

from connect.incidents.questions.xlsform.incoming import Trouble

SAID: Mapping[str, LazyString] = {
    "no_workbook": _l("This is no workbook of the kind .xlsx. Save it as “Excel workbook (.xlsx)” and send it again."),
    "large": _l("The file is larger than %(most)s kB. A set of questions needs a small part of that."),
    "macros": _l("The file holds macros or links to other files. Save it as a plain .xlsx without them."),
    "bomb": _l("The file unpacks into far more than a set of questions. Copy the three sheets into a new one."),
    "rows": _l("The sheet “%(sheet)s” has more than %(most)s rows."),
    "no_survey": _l("There is no sheet “survey” in it. An XLSForm has the sheets “survey”, “choices” and “settings”."),
    "open_group": _l("Each “begin_group” needs its “end_group”."),
    "type": _l("“%(piece)s” is not known here. Write select_one LIST, select_multiple LIST (with its list on "
               "“choices”, without or_other), integer, decimal, text, date, note, begin_group or end_group."),
    "column": _l("The column “%(piece)s” means nothing here: leave its cells empty."),
    "constraint": _l("“%(piece)s”: only numbers have a constraint, and it is a range. Write: . >= 0 and . <= 500"),
    "relevant": _l("“%(piece)s” is not understood in a condition. Write ${a} = 'yes', !=, <, <=, >, >=, "
                   "selected(${a}, 'b'), joined by and, or and brackets."),
    "ends": _l("The condition stops in the middle."),
    "empty": _l("“%(piece)s” is compared with nothing. Only ${a} != '' is known: it is answered."),
    "deep": _l("The condition goes deeper than two levels, with that of its group. Write it with fewer brackets."),
}  # fmt: skip


def said(trouble: Trouble) -> str:
    """A trouble, with its row where it has one."""
    known = SAID.get(trouble.why)
    text = str(known) % trouble.values if known else str(trouble.values["said"])
    return _("Row %(row)s: %(said)s", row=trouble.row, said=text) if trouble.row else text
