"""Which changes of a case are looked at again, and which of them hold it: tables and plain functions."""

from collections.abc import Collection, Mapping
from typing import Any

from connect.incidents import kinds
from connect.text import folded

CODES = ("phone", "name", "door", "words", "reporter", "urgency", "kinds", "amounts", "answers")
PERSONAL = ("phone", "name", "door", "reporter")  # a moderator reads them only on pressing *show*
MUCH_MORE = 2  # so many times what was looked at is looked at again


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The codes of what a moderator had looked at and is different now; both hold `RequestDetails` by field.

    To take something back is no reason to look: words and door left out, fewer things, less urgent.
    """
    found = [name for name in ("phone", "name", "door", "words") if _differs(before[name], after[name])]
    if any(_differs(before[name] or "", after[name] or "") for name in ("reporter_name", "reporter_phone")):
        found.append("reporter")
    if after["urgency"] > before["urgency"]:
        found.append("urgency")
    if _kinds(after["needs"]) - _kinds(before["needs"]):
        found.append("kinds")
    if any(n > MUCH_MORE * before["needs"].get(item, n) for item, n in after["needs"].items()):
        found.append("amounts")
    if _texts(after) - _texts(before):
        found.append("answers")
    return found


def _differs(before: str, after: str) -> bool:
    return bool(after) and folded(before) != folded(after)


def _texts(details: Mapping[str, Any]) -> set[str]:
    """The answers in the requester's own words; what is chosen or counted says nothing that must be read first."""
    return {folded(one["values"][code]) for one in details["answers"].values() for code in one["texts"]}


def _kinds(needs: Mapping[str, int]) -> set[str]:
    return {kinds.item(item).kind for item in needs}


def is_risky(codes: Collection[str], suspicious: bool) -> bool:
    """Whether the case leaves the list until somebody has looked: a fraud, or another household by the same link."""
    return suspicious or ("phone" in codes and bool({"name", "door"} & set(codes)))
