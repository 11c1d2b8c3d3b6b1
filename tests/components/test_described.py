"""What search engines and messengers show of a public page."""

import pytest
from flask import Flask

from tests.components.conftest import Piece


def test_a_page_says_what_it_is_in_one_line_of_at_most_two_hundred_letters(piece: Piece) -> None:
    said = piece("described", "described", 'A "title" <b>', "One\n\ntwo & " + "x" * 300)
    assert '<meta property="og:title" content="A &#34;title&#34; &lt;b&gt;">' in said
    assert 'name="description" content="One two &amp;...">' in said
    assert 'property="og:description" content="One two &amp;...">' in said and "x" * 200 not in said


def test_its_address_is_told_only_where_the_site_has_one(
    piece: Piece, alone: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "og:url" not in piece("described", "described", "A", "B", "/notices/")
    monkeypatch.setitem(alone.extensions["connect.config"].__dict__, "site_url", "https://help.example.vn/")
    said = piece("described", "described", "A", "B", "/notices/")
    assert '<meta property="og:url" content="https://help.example.vn/notices/">' in said
    assert 'content="https://help.example.vn/static/icons/icon-512.png?v=' in said
