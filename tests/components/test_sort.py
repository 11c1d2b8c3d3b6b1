"""Heads that sort are links that say how the table is sorted, and what a press does next."""

from flask import Flask, render_template_string

from connect.web.pages.tables import sorting

PAGE = """{% from "components/sort/sort.html" import pages, sort_head %}
{% macro link(more) %}/t?{% for name, value in more.items() %}{{ name }}={{ value }};{% endfor %}{% endmacro %}
{{ sort_head(order, 'need', 'Need', link, 'n') }}{{ sort_head(order, 'place', 'Place', link) }}
{{ pages(number, 10, all, shown, link) }}"""
COLUMNS = {"need": True, "place": False}


def made(app: Flask, number: int = 1, all: int = 25, shown: int = 10, **asked: str) -> str:
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        order = sorting.read(asked, COLUMNS)
        return render_template_string(PAGE, order=order, number=number, all=all, shown=shown)


def test_the_column_that_sorts_says_so_and_turns_round(alone: Flask) -> None:
    said = made(alone)
    assert said.count("aria-sort") == 1 and 'class="n" aria-sort="descending"' in said
    assert 'href="/t?sort=need;order=asc;"' in said
    assert 'href="/t?sort=place;order=asc;"' in said


def test_pages_lead_on_and_back_and_say_where_one_is(alone: Flask) -> None:
    said = made(alone, number=2)
    assert "11 to 20 of 25" in said and 'rel="prev"' in said and 'rel="next"' in said
    assert 'rel="prev"' not in made(alone) and 'rel="next"' not in made(alone, number=3, shown=5)


def test_a_page_that_is_not_there_leads_back_to_the_last(alone: Flask) -> None:
    said = made(alone, number=99, shown=0)
    assert "There is no such page" in said and 'href="/t?page=3;"' in said
    assert "rel=" not in made(alone, number=5, all=0, shown=0)
