"""The private members of Werkzeug, Jinja, Flask-Login, Flask-WTF and WTForms that the site or its tests lean on.

A new version may rename any of them without a word. `READ` names the versions with which they were last read;
tests/web/test_compat.py fails where others are installed. No other module touches such a member.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any
from unittest.mock import patch

from flask import g
from flask_wtf.form import _Auto
from jinja2.runtime import Macro
from werkzeug.local import LocalProxy
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart
from wtforms import Field, Form

READ = {"werkzeug": "3.1", "jinja2": "3.1", "flask-login": "0.6", "flask-wtf": "1.3", "wtforms": "3.3"}
NOT_GIVEN = _Auto  # Flask-WTF's word for a form that is made without data: it takes what was posted


def itself(proxy: LocalProxy[Any]) -> Any:
    """The object behind a proxy such as `current_app`: it can be handed to another thread."""
    return proxy._get_current_object()


def sign_in_for_this_request(person: Any) -> None:
    """Lets Flask-Login take somebody as signed in until the request ends, without asking the database."""
    g._login_user = person


def code_of(macro: Macro) -> CodeType:
    """The compiled code of a macro. A macro itself is made anew for each page, its code once a process."""
    code: CodeType = macro._func.__code__
    return code


def fields_of(form: Form) -> dict[str, Field]:
    """The fields of a form by name, in their order."""
    fields: dict[str, Field] = form._fields
    return fields


def converters_of(rule: Rule) -> dict[str, BaseConverter]:
    """The readers of the parts of an address, by the name of the part."""
    return rule._converters


@contextmanager
def addresses_read_once() -> Iterator[None]:
    """Reads and compiles each address once in a process that makes many apps: its text and its parts say all of it."""
    with (
        patch.object(Rule, "_compile_builder", _compiled_once(Rule._compile_builder)),
        patch.object(Rule, "_parse_rule", _parsed_once(Rule._parse_rule)),
    ):
        yield


def _compiled_once(compile_one: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[Hashable, Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compile_one(rule, append_unknown)
        return known[key]

    return compiled


def _parsed_once(parse_one: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[str, tuple[list[RulePart], Rule]] = {}

    def parsed(rule: Rule, text: str) -> list[RulePart]:
        if text not in known:
            twin = rule.empty()
            twin.map, twin._trace, twin._converters = rule.map, [], {}
            known[text] = list(parse_one(twin, text)), twin
        parts, like = known[text]
        rule._trace += like._trace
        rule._converters |= like._converters
        rule.arguments |= set(like._converters)
        return parts

    return parsed
