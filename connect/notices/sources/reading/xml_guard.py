"""Foreign XML, parsed within limits. What could open a file, ask a host or grow without end is refused before."""

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element  # nosec B405 - the type alone; defusedxml reads

from defusedxml import DefusedXmlException, ElementTree

from connect.notices.sources.reading.verdicts import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 4_000_000
MOST_TAGS = 150_000  # counted as "<": an alert has about 300
MOST_ATTRIBUTES = 50_000  # counted as "=": nothing of CAP has attributes, envelopes have a few


def parsed(data: bytes) -> Element:
    """The root of a file. Raises Refusal."""
    if len(data) > MOST_BYTES:
        raise Refusal(Code.LARGE, f"{MOST_BYTES // 1_000_000} MB")
    if data.count(b"<") > MOST_TAGS or data.count(b"=") > MOST_ATTRIBUTES:
        raise Refusal(Code.LARGE, "XML")
    if _has_doctype(data):
        raise Refusal(Code.DOCTYPE)
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:  # in an encoding in which the bytes above are others
        raise Refusal(Code.DOCTYPE) from error
    except ElementTree.ParseError as error:
        line, column = error.position
        raise Refusal(Code.XML, f"{line}:{column + 1}") from error
    except (ValueError, LookupError) as error:
        raise Refusal(Code.ENCODING) from error


def _has_doctype(data: bytes) -> bool:
    at = data.find(b"<!")
    while at >= 0:
        if data[at + 2 : at + 9].upper() == b"DOCTYPE":
            return True
        at = data.find(b"<!", at + 2)
    return False


def local(tag: object) -> str:
    """The name of an element without its namespace; "" of what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(tag: object) -> str:
    """The namespace of an element; "" where it has none."""
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def children(parent: Element, name: str) -> "Iterator[Element]":
    """The children of a name in the namespace of their parent, in whatever order."""
    space = namespace(parent.tag)
    wanted = f"{{{space}}}{name}" if space else name
    return (one for one in parent if one.tag == wanted)


def text(parent: Element, name: str) -> str:
    """The text of the first child of a name that has one, without blanks around it; "" where there is none."""
    return next((found for one in children(parent, name) if (found := (one.text or "").strip())), "")
