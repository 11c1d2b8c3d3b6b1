"""The emergency numbers of the site."""

import re

import pytest
from flask import Flask

from tests.components.conftest import Piece


def test_each_number_is_called_by_a_touch_and_says_who_answers(piece: Piece) -> None:
    said = piece("hotlines", "hotline_list")
    assert re.findall(r'href="tel:(\d+)"', said) == ["112", "115", "114", "113"]
    assert "</b> Rescue</a>" in said and 'aria-label="Emergency numbers"' in said


def test_a_number_with_dots_is_dialled_without_them(
    piece: Piece, alone: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = alone.extensions["connect.config"]
    monkeypatch.setitem(config.__dict__, "hotlines", "0234.3822.114 Trực lũ")
    said = piece("hotlines", "hotline_list")
    assert 'href="tel:02343822114"' in said and "0234.3822.114</b> Trực lũ" in said
