"""What is private in the libraries stands in one module, and is as it was when it was last read."""

import ast
from importlib.metadata import version

import pytest
from flask import Flask, current_app
from flask_login import current_user
from flask_wtf.form import FlaskForm
from werkzeug.routing import Map, Rule
from wtforms import StringField

from connect.web import compat
from tests.test_architecture import ROOT

LIBRARIES = ("_get_current_object", "_login_user", "_func", "_Auto", "_fields", "_converters", "_trace",
             "_compile_builder", "_parse_rule")  # fmt: skip


class Small(FlaskForm):
    """A form of one field."""

    word = StringField()


@pytest.mark.parametrize("library", compat.READ)
def test_the_installed_version_is_the_one_whose_private_members_were_read(library: str) -> None:
    installed = ".".join(version(library).split(".")[:2])
    assert installed == compat.READ[library], (
        f"{library} {installed} is installed: read in its source what connect/web/compat.py takes of it, then write "
        f"{installed} into READ"
    )


def test_no_other_module_touches_them() -> None:
    found = []
    for folder in ("connect", "tests", "bench", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name not in ("compat.py", "test_compat.py"):
                found += [f"{path.relative_to(ROOT)}: {name}" for name in _names(path.read_text("utf-8"))]
    assert not found, "take it from connect/web/compat.py: " + ", ".join(found)


def test_a_module_that_touches_one_is_found() -> None:
    assert _names("from flask_wtf.form import _Auto\nform._fields['x']\nself._own") == ["_Auto", "_fields"]


def _names(source: str) -> list[str]:
    nodes = list(ast.walk(ast.parse(source)))
    named = [one.name for node in nodes if isinstance(node, ast.ImportFrom) for one in node.names]
    named += [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    return [name for name in named if name in LIBRARIES]


def test_what_stands_behind_a_proxy_is_the_thing_itself(bare_app: Flask) -> None:
    with bare_app.app_context():
        assert compat.itself(current_app) is bare_app  # type: ignore[arg-type]


def test_somebody_is_signed_in_for_one_request_only(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        compat.sign_in_for_this_request("somebody")
        assert compat.itself(current_user) == "somebody"
    with bare_app.test_request_context():
        assert compat.itself(current_user) != "somebody"


def test_a_macro_made_twice_has_one_code(bare_app: Flask) -> None:
    template = bare_app.jinja_env.from_string("{% macro greeting() %}hello{% endmacro %}")
    one, other = (template.make_module().greeting for _ in range(2))  # type: ignore[attr-defined]
    assert one is not other
    assert compat.code_of(one) is compat.code_of(other)


def test_a_form_without_data_takes_what_was_posted(bare_app: Flask) -> None:
    with bare_app.test_request_context(method="POST", data={"word": "gạo"}):
        form = Small(meta={"csrf": False})
        assert form.meta.wrap_formdata(form, compat.NOT_GIVEN)["word"] == "gạo"
        assert list(compat.fields_of(form)) == ["word"]
        assert form.word.data == "gạo"


def test_an_address_that_was_read_before_leads_where_it_led() -> None:
    with compat.addresses_read_once():
        for endpoint in ("first", "second"):
            rule = Rule("/cases/<int:number>/show", endpoint=endpoint, methods=["GET"])
            site = Map([rule]).bind("localhost")
            assert site.match("/cases/7/show") == (endpoint, {"number": 7})
            assert site.build(endpoint, {"number": 8}) == "/cases/8/show"
            assert list(compat.converters_of(rule)) == ["number"]
