"""The script of a page with the modules that it imports, joined into one text: each file costs a request of its own.

What is joined is a module all the same, and each part keeps its names to itself. A part may import names of others by
a relative path, one import a line, and export functions. Comments are left out, alone on a line or at its end without a
quotation mark in them, and indentation.
"""

import posixpath
import re
from collections.abc import Callable

_IMPORT = re.compile(r'^import (?:\{ ([^}]+) \} from )?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function (\w+))", re.MULTILINE)
_FOR_PEOPLE = re.compile(r"^[ ]*//[^\n]*\n|^[ ]+|[ ]+// [^\n\"'`]*$", re.MULTILINE)


def joined(path: str, read: Callable[[str], str]) -> str:
    """The text of the script at this path of `/static/` and of all that it imports, those first; `read` by path."""
    parts: dict[str, str] = {}
    body = _joined(path, read, parts)
    return "".join(parts.values()) + body


def _joined(path: str, read: Callable[[str], str], parts: dict[str, str]) -> str:
    """The body of one script; what it imports is added to the parts, unless it is there."""

    def imported(found: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[2]))
        if other not in parts:
            body = _joined(other, read, parts)
            parts[other] = _alone(_name(other), body)
        return f"const {{ {found[1]} }} = {_name(other)};\n" if found[1] else ""

    return _IMPORT.sub(imported, _FOR_PEOPLE.sub("", read(path)))


def _alone(name: str, body: str) -> str:
    names = ", ".join(_EXPORT.findall(body))
    return f"const {name} = (() => {{\n{_EXPORT.sub('', body)}return {{ {names} }};\n}})();\n"


def _name(path: str) -> str:
    return "$" + posixpath.basename(path).removesuffix(".js")
