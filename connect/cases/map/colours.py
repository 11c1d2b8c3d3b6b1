"""The three colours of a case on the map, as the database spells them."""

from connect.cases.rules import LEASED, PUBLIC, SERVED

COLOURS = ("need", "taken", "done")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


BY_COLOUR = ", ".join(f"CASE colour WHEN '{colour}' THEN n ELSE 0 END AS {colour}" for colour in COLOURS)
COLOUR_SQL = (
    f"CASE WHEN state IN ({_listed(LEASED)}) THEN 'taken' WHEN state IN ({_listed(SERVED)}) THEN 'done' ELSE 'need' END"
)
PUBLIC_SQL = f"guarded = 0 AND state IN ({_listed(PUBLIC)})"
