"""Conditions and ranges as XLSForm writes them, and back: the subset that a set of questions has.

`${a} = 'yes'`, `!=`, `<`, `<=`, `>`, `>=`, `selected(${a}, 'b')`, `${a} != ''` for "is answered", and, or, parentheses.
Here a comparison with an answer that is missing is false; in XLSForm `!=` is then true. So "is not" goes out as
`(${a} != '' and ${a} != 'x')`, which means the same in both, and comes back as it was.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from connect.incidents.questions.rules import Operator

Condition = Mapping[str, Any]
SIGNS = {
    Operator.IS: "=", Operator.IS_NOT: "!=", Operator.LT: "<", Operator.LE: "<=", Operator.GT: ">", Operator.GE: ">=",
}  # fmt: skip
_WORDS = re.compile(
    r"""\s*(?:(?P<name>\$\{\s*[\w.-]+\s*\})|(?P<sign><=|>=|!=|=|<|>)|(?P<text>'[^']*'|"[^"]*"|[‘’][^‘’]*[‘’])"""
    r"""|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z][\w-]*)|(?P<mark>[(),.]))"""
)
_RANGE = re.compile(r"\.\s*(<=|>=)\s*(-?\d+(?:\.\d+)?)")
DEEPEST = 2


class Unknown(ValueError):
    """Something outside of the subset: a word of `words.SAID`, and the piece it is about."""

    def __init__(self, why: str, piece: str = "") -> None:
        super().__init__(why)
        self.why, self.piece = why, piece[:60]


# --- Out ------------------------------------------------------------------------------------------------------


def written(condition: Condition | None, types: Mapping[str, str]) -> str:
    """A condition as the column `relevant` has it; `types` are those of the questions by code."""
    if not condition:
        return ""
    mode = "all" if "all" in condition else "any"
    parts = [_part(part, types) for part in condition[mode]]
    return (" and " if mode == "all" else " or ").join(parts)


def _part(part: Condition, types: Mapping[str, str]) -> str:
    if "code" not in part:
        return f"({written(part, types)})"
    operator, value = next((Operator(key), value) for key, value in part.items() if key != "code")
    name = f"${{{part['code']}}}"
    if operator == Operator.ANSWERED:
        return f"{name} != ''"
    if operator == Operator.HAS:
        return f"selected({name}, '{value}')"
    kind = types.get(part["code"])
    told = str(value) if kind == "number" else f"date('{value}')" if kind == "date" else f"'{value}'"
    if operator == Operator.IS_NOT:
        return f"({name} != '' and {name} != {told})"
    return f"{name} {SIGNS[operator]} {told}"


def range_written(low: object, high: object) -> str:
    """A range as the column `constraint` has it."""
    return f". >= {low} and . <= {high}"


# --- In -------------------------------------------------------------------------------------------------------


def range_read(text: str) -> tuple[str, str]:
    """The smallest and largest number of a constraint. Raises Unknown for any other."""
    parts = re.split(r"\s+and\s+", text.strip())
    found = {match[1]: match[2] for part in parts if (match := _RANGE.fullmatch(part.strip()))}
    if len(parts) != 2 or set(found) != {"<=", ">="}:
        raise Unknown("constraint", text)
    return found[">="], found["<="]


def read(text: str, types: Mapping[str, str]) -> dict[str, Any] | None:
    """A condition of the column `relevant` as a set's JSON has it. Raises Unknown for what lies outside the subset."""
    if not text.strip():
        return None
    reader = _Reader([*_pieces(text)], types)
    found = reader.either()
    if reader.left:
        raise Unknown("relevant", reader.left[0].text)
    return checked(found if "code" not in found else {"all": [found]})


def checked(condition: dict[str, Any]) -> dict[str, Any]:
    """A condition that goes no deeper than a set's may. Raises Unknown for a deeper one."""
    if _depth(condition) > DEEPEST:
        raise Unknown("deep")
    return condition


def both(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any] | None:
    """The condition that both are true, that of a group and of a question in it. Raises Unknown when it is too deep."""
    if not one or not other:
        return one or other
    parts = [part for each in (one, other) for part in each.get("all", [each])]
    return checked({"all": parts})


class _Piece(NamedTuple):
    kind: str
    text: str


def _pieces(text: str) -> Iterator[_Piece]:
    place = 0
    while text[place:].strip():
        found = _WORDS.match(text, place)
        if not found or not found.lastgroup:
            raise Unknown("relevant", text[place:].strip())
        yield _Piece(found.lastgroup, found[found.lastgroup])
        place = found.end()


class _Reader:
    """Goes through the pieces from the left; `and` holds closer than `or`."""

    def __init__(self, pieces: list[_Piece], types: Mapping[str, str]) -> None:
        self.left, self.types, self.level = pieces, types, 0

    def either(self) -> dict[str, Any]:
        return self._joined("or", "any", self._together)

    def _together(self) -> dict[str, Any]:
        return self._joined("and", "all", self._one)

    def _joined(self, word: str, mode: str, inner: Any) -> dict[str, Any]:
        parts = [inner()]
        while self.left and self.left[0] == _Piece("word", word):
            self.left.pop(0)
            parts.append(inner())
        return parts[0] if len(parts) == 1 else {mode: parts}

    def _one(self) -> dict[str, Any]:
        piece = self._next()
        if piece.text == "(":
            return self._in_brackets()
        if piece == _Piece("word", "selected"):
            return self._selected()
        if piece.kind != "name":
            raise Unknown("relevant", piece.text)
        return self._comparison(_code(piece))

    def _in_brackets(self) -> dict[str, Any]:
        self.level += 1
        if self.level > 20:
            raise Unknown("deep")
        found = self.either()
        self._expect(")")
        self.level -= 1
        return _is_not(found.get("all", ())) or found

    def _selected(self) -> dict[str, Any]:
        self._expect("(")
        name = self._next()
        self._expect(",")
        value = self._next()
        self._expect(")")
        if name.kind != "name" or value.kind != "text":
            raise Unknown("relevant", "selected(")
        code = _code(name)
        # In XLSForm a question with one answer may be asked for it in this way too.
        return {"code": code, "has" if self.types.get(code) == "some_of" else "is": value.text[1:-1]}

    def _comparison(self, code: str) -> dict[str, Any]:
        sign, value = self._next(), self._value()
        operator = next((one for one, written in SIGNS.items() if written == sign.text), None)
        if operator is None:
            raise Unknown("relevant", sign.text)
        if value == "":
            if operator != Operator.IS_NOT:
                raise Unknown("empty", code)
            return {"code": code, str(Operator.ANSWERED): True}
        return {"code": code, str(operator): value}

    def _value(self) -> int | str:
        piece = self._next()
        if piece == _Piece("word", "date"):
            self._expect("(")
            day = self._next()
            self._expect(")")
            return day.text[1:-1]
        if piece.kind == "text":
            return piece.text[1:-1]
        if piece.kind == "number":
            return int(piece.text) if "." not in piece.text else piece.text
        raise Unknown("relevant", piece.text)

    def _next(self) -> _Piece:
        if not self.left:
            raise Unknown("ends")
        return self.left.pop(0)

    def _expect(self, mark: str) -> None:
        piece = self._next()
        if piece.text != mark:
            raise Unknown("relevant", piece.text)


def _code(piece: _Piece) -> str:
    return piece.text[2:-1].strip()


class _Whole(dict[str, Any]):
    """A comparison that was written with its own "is answered" in front, so that none is taken for it again."""


def _is_not(parts: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """`(${a} != '' and ${a} != 'x')`, which is one comparison here."""
    is_pair = len(parts) == 2 and "answered" in parts[0] and "is_not" in parts[1]
    if is_pair and parts[0]["code"] == parts[1]["code"] and not isinstance(parts[1], _Whole):
        return _Whole(parts[1])
    return None


def _depth(condition: Mapping[str, Any]) -> int:
    if "code" in condition:
        return 0
    return 1 + max(_depth(part) for parts in condition.values() for part in parts)
