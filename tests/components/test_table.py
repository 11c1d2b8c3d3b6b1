"""A table that becomes cards on a phone."""

from flask import Flask, render_template_string

from tests.components.conftest import Piece

PAGE = """{% from "components/table/table.html" import line, table %}
{% call table(["Ward", "Waiting"], "heading") %}{{ line(["Ward", "Waiting"], ["Huế", 3]) }}{% endcall %}"""


def test_its_meaning_is_said_by_roles_because_styles_take_it_away(alone: Flask) -> None:
    with alone.test_request_context():
        said = render_template_string(PAGE)
    assert '<table class="cards" role="table" aria-labelledby="heading">' in said
    assert said.count('role="columnheader"') == 2 and said.count('role="row"') == 2


def test_the_first_value_heads_the_line_and_the_others_carry_the_name_of_their_column(piece: Piece) -> None:
    said = piece("table", "line", ["Ward", "Waiting"], ["Huế", 3])
    assert '<th scope="row" role="rowheader">Huế</th>' in said
    assert '<td role="cell" data-label="Waiting"><span>3</span></td>' in said
