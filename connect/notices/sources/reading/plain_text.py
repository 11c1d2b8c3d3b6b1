"""Plain text out of what may be HTML. Nothing is kept as HTML, so nothing has to be cleaned."""

import html
import re

LONGEST = 20_000  # letters of one text that are looked at
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]{0,2000})?/?>")
_BREAKS = frozenset({"br", "p", "div", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "table", "section"})
_HIDDEN = frozenset({"script", "style"})
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,30});")
_BLANKS = re.compile(r"[^\S\n]+")


def is_html(text: str) -> bool:
    """Whether a text has tags or entities in it."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def plain(text: str) -> str:
    """The words of a text, a line for each of its lines or blocks, at most one empty line between two.

    >>> plain("<p>Mưa&nbsp;to</p><ul><li>Kê cao<li>Tắt điện</ul><script>x</script>"), plain("gió <50 km/h & >3 m")
    ('Mưa to\\n- Kê cao\\n- Tắt điện', 'gió <50 km/h & >3 m')
    """
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    if is_html(text):
        text = html.unescape(_without_tags(text)).replace("\xa0", " ")
    lines = [_BLANKS.sub(" ", line).strip() for line in text.split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()


def _without_tags(text: str) -> str:
    parts, hidden, at = [], "", 0
    for found in _TAG.finditer(text):
        closes, name = found[1], found[2].lower()
        if not hidden:
            parts.append(text[at : found.start()])
        if name in _HIDDEN:
            hidden = "" if closes and name == hidden else hidden or ("" if closes else name)
        elif not hidden and not closes and name == "li":
            parts.append("\n- ")
        elif not hidden and name in _BREAKS:
            parts.append("\n")
        at = found.end()
    return "".join(parts) + ("" if hidden else text[at:])
