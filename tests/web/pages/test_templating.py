"""What every template can say."""

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from connect.web.pages import templating

TWICE = """
{% macro piece(n) %}
{% if made.append(n) %}{% endif %}
<b>{{ ngettext('%(num)s person', '%(num)s people', n) }}</b>
{%- endmacro %}
{{ kept(piece, number) }}{{ kept(piece, number) }}"""


def twice(app: Flask, number: int, language: str = "vi") -> tuple[str, list[int]]:
    """A page that uses a piece twice, and the numbers for which the piece was made."""
    made: list[int] = []
    with app.test_request_context(), force_locale(language):
        return render_template_string(TWICE, made=made, number=number).strip(), made


def test_a_piece_is_made_once_for_the_same_values(app: Flask) -> None:
    assert twice(app, 3) == ("<b>3 người</b>" * 2, [3])
    assert twice(app, 3) == ("<b>3 người</b>" * 2, [])
    assert twice(app, 4) == ("<b>4 người</b>" * 2, [4])


def test_a_piece_is_made_in_each_language(app: Flask) -> None:
    twice(app, 5)
    assert twice(app, 5, "en") == ("<b>5 people</b>" * 2, [5])


def test_two_macros_of_one_name_are_two_pieces(app: Flask) -> None:
    twice(app, 6)
    with app.test_request_context():
        other = "{% macro piece(n) %}other {{ n }}{% endmacro %}{{ kept(piece, 6) }}"
        assert render_template_string(other) == "other 6"


def test_no_more_pieces_are_kept_than_fit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templating, "MOST_MADE", 10)
    for number in range(100, 130):
        twice(app, number)
    assert len(app.extensions["connect.made"]) <= 10


def test_a_part_in_another_language_than_its_readers_leaves_no_page_in_the_wrong_one(app: Flask) -> None:
    templating._catalogue.cache_clear()
    with app.test_request_context(), force_locale("en"):
        assert render_template_string("{{ _('Next') }}", lang="vi") == "Tiếp"
    with app.test_request_context(), force_locale("vi"):
        assert render_template_string("{{ _('Next') }}") == "Tiếp"
