"""The page for whoever asks for something that is off: what it is, since when, and how to go on with the rest."""

from flask import request

from connect import web
from connect.cases.utilities.queries import SwitchedOff, codes_of
from connect.incidents import kinds
from connect.web import Answer

LEFT_OUT = ("csrf_token", "find", "part", "edit", "lang")


def switched_off(error: SwitchedOff, *, sending: bool) -> Answer:
    """Answers 409 with all that was typed, once without what is off, to be sent as it was meant."""
    off = {one.utility for one in error.standings}
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in LEFT_OUT]
    rest = [(name, text) for name, text in typed if not _is_of(name, text, off)]
    page = web.page(
        "cases/switched_off.html", off=[(one, kinds.kind(one.utility)) for one in error.standings], typed=typed,
        rest=rest, has_rest=any(_item(name, text) for name, text in rest), sending=sending,
    )  # fmt: skip
    return web.private(page), 409


def _is_of(name: str, text: str, utilities: set[str]) -> bool:
    """Whether a field of the form belongs to a utility: its item, the pack of it, an answer to one of its questions."""
    item = _item(name, text) or (name.removeprefix("pack-") if name.startswith("pack-") else "")
    return bool(codes_of([item] if item else []) & utilities) or any(name.startswith(f"q-{one}-") for one in utilities)


def _item(name: str, text: str) -> str:
    """The item that a field asks for; empty when it asks for none."""
    if name == "item":
        return text
    return name.removeprefix("qty-") if name.startswith("qty-") and text.strip(" 0") else ""
