"""Texts and bodies that are dear to somebody: to a normal form, a regular expression, a parser, a page. They grow."""

import random
from collections.abc import Callable
from urllib.parse import quote

Shape = Callable[[int], str]  # about so many bytes when it is sent


def _repeated(piece: str) -> Shape:
    return lambda size: piece * (size // len(piece.encode()) or 1)


SHAPES: dict[str, Shape] = {
    "letters": _repeated("a"),
    "marks in turn": lambda size: "a" + "\u0301\u0327" * (size // 4),
    "marks behind what is dropped": lambda size: "a" + "\u0301\u200d\u0327\u00ad" * (size // 9),
    "marks of other scripts": lambda size: "\u0f40" + "\u0f73\U0001d165\uff9e" * (size // 10),
    "what grows in a normal form": _repeated("\ufdfa\u1e9b\u0323"),
    "digits": _repeated("9"),
    "phones and positions": _repeated("0912.345-678 16.4637,107.5909 "),
    "doors": _repeated("số nhà 12 hẻm 3/4 ngõ 5 tổ 6 "),
    "addresses": _repeated("a.b-c@d.e-f.gh://"),
    "blanks": _repeated(" \u00a0\t\u2003"),
    "lines": _repeated("\n \r\n"),
    "invisible": _repeated("\x00\u202e\u200b\ufeff"),
    "signs of pages": _repeated("<&\"'{{%}}>"),
    "letters apart": _repeated("đ ư ợ . "),
}


def mixed(seed: int) -> Shape:
    """Pieces of all shapes in an order drawn by a seed."""
    dice = random.Random(seed)
    pieces = [make(dice.randrange(2, 60)) for make in SHAPES.values() for _ in range(3)]
    dice.shuffle(pieces)
    return _repeated("".join(pieces))


def _parts(size: int, part: bytes, end: bytes = b"--x--\r\n") -> bytes:
    return part * (size // len(part) or 1) + end


_FIELD = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n'
_FILE = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
_URL, _MULTI = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
BODIES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "one field": (_URL, lambda size: b"words=" + b"a" * size),
    "empty fields": (_URL, lambda size: b"&" * size),
    "many fields": (_URL, lambda size: b"a&" * (size // 2)),
    "many fields of one name": (_URL, lambda size: b"item=rice&" * (size // 10)),
    "coded bytes that are no text": (_URL, lambda size: b"words=" + b"%FF" * (size // 3)),
    "bytes that are no text": (_URL, lambda size: b"words=" + b"\xff\xc3" * (size // 2)),
    "a long name": (_URL, lambda size: b"a" * size + b"=1"),
    "coded letters": (_URL, lambda size: b"words=" + quote("ế").encode() * (size // 9)),
    "many parts": (_MULTI, lambda size: _parts(size, _FIELD + b"a\r\n")),
    "one part": (_MULTI, lambda size: _FIELD + b"a" * size + b"\r\n--x--\r\n"),
    "a file of line ends": (_MULTI, lambda size: _FILE + b"\r\n" * (size // 2) + b"--x--\r\n"),
    "a file of half boundaries": (_MULTI, lambda size: _FILE + b"\r\n--" * (size // 4) + b"\r\n--x--\r\n"),
    "a file without an end": (_MULTI, lambda size: _FILE + b"\r" * size),
    "a part with a long head": (_MULTI, lambda size: b"--x\r\nX: " + b"a" * size + b"\r\n\r\n\r\n--x--\r\n"),
    "no parts": (_MULTI, lambda size: b"\r\n" * (size // 2)),
    "another kind": ("application/json", lambda size: b"[" * size),
}
