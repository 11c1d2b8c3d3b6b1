"""How much of a request is looked at: of its body, its address, each of its fields. All else costs no work.

A body is refused by its length before a byte of it is parsed. A field that is longer than anybody writes is cut here,
far above the limit that its form tells people (`forms.Form.longest`), so that what was typed comes back with a word
on its length; nothing after this point meets a longer text, or a longer run of combining marks.
"""

import io
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import IO, Any, TypeVar
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from connect.text import bounded

FORM_BYTES = 256 * 1024  # of a body with a form, whatever its kind
HEAD_BYTES = 32 * 1024  # of all headers and the address
ADDRESS_BYTES = 8 * 1024  # of the path, and of the query
FIELDS = 500  # of a form
ARGUMENTS = 100  # of a query
TOO_LARGE = 4  # times the largest picture: a phone's is not larger
NAME_CHARS = 100
LINE_CHARS = 200  # of a field that says nothing else
TIMES, LEAST_KEPT = 4, 2000  # how much of a text that is too long comes back: so many times its limit, at least so much

View = TypeVar("View", bound=Callable[..., Any])
_longest: dict[str, int] = {}


def allow(fields: dict[str, int]) -> None:
    """Says for how many characters some fields are meant; where forms differ, the larger counts."""
    for name, most in fields.items():
        _longest[name] = max(most, _longest.get(name, 0))


def kept_of(name: str) -> int:
    """How many characters of a field are looked at."""
    return max(LEAST_KEPT, TIMES * _longest.get(name, LINE_CHARS))


def takes_pictures(view: View) -> View:
    """Marks a view to which a picture may be sent, so that its body may be larger than a form."""
    vars(view)["takes_pictures"] = True
    return view


def takes_pictures_if(may_send: Callable[..., bool], times: int = TOO_LARGE) -> Callable[[View], View]:
    """Marks a view to which some may send a picture without an account: `may_send` is asked with the address's values.

    Whoever may not is refused by the length of the body, before a byte of it is parsed; so is a body of more than
    `times` the largest picture.
    """

    def mark(view: View) -> View:
        vars(view).update(may_send_picture=may_send, picture_times=times)
        return takes_pictures(view)

    return mark


def body_bytes(view: Callable[..., Any] | None, upload_mb: int) -> int:
    """The largest body that a view is given: a form's, and where it takes a picture, one that may be too large.

    Its form then says so, and gives back what was written with it.
    """
    times = getattr(view, "picture_times", TOO_LARGE) if getattr(view, "takes_pictures", False) else 0
    return FORM_BYTES + times * upload_mb * 1024 * 1024


class Typed(ImmutableMultiDict[str, Any]):
    """Fields as they were sent, none longer than is looked at. `cut` has the true length of those that were."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = MultiDict(mapping).items(multi=True)
        self.cut: dict[str, int] = {}
        super().__init__([(name[:NAME_CHARS], self._kept(name, value)) for name, value in pairs])

    def _kept(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if len(value) > (most := self.most(name)):
            self.cut[name] = len(value)
        return bounded(value[:most])

    @staticmethod
    def most(name: str) -> int:
        """How many characters of a field are kept."""
        return kept_of(name)


class Brought(Typed):
    """The cookies that a browser brought."""

    @staticmethod
    def most(name: str) -> int:
        """The most that browsers keep of one (RFC 6265 §6.1)."""
        return 4096


class Parser(FormDataParser):
    """Reads a form of any bytes, and of no more fields than a page has."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        """The body that is left, the fields and the files."""
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        sent = stream.read(FORM_BYTES + 1)  # no more, also where a picture may come: it comes in another kind of body
        if len(sent) > FORM_BYTES or sent.count(b"&") >= FIELDS:
            raise RequestEntityTooLarge
        text = sent.decode("utf-8", "replace")
        return io.BytesIO(), self.cls(pairs(text)), self.cls()


class Asked(Request):
    """A request of which only so much is looked at. FrontDoor has seen to its address."""

    parameter_storage_class = Typed
    dict_storage_class = Brought
    form_data_parser_class = Parser

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if self.method == "HEAD":  # looks like a GET; a view that asks for GET alone would take it for a post
            self.method = "GET"

    @cached_property
    def args(self) -> MultiDict[str, Any]:
        """The arguments of the query."""
        return self.parameter_storage_class(pairs(self.query_string.decode("utf-8", "replace")))


def pairs(text: str) -> Iterable[tuple[str, str]]:
    """Names and values of a query or a form, in their order; bytes that are not UTF-8 become question marks."""
    return parse_qsl(text, keep_blank_values=True, errors="replace")
