"""The link to one's own page can be kept in four ways; without a script it is read, and the QR code unfolds."""

import re

from tests.components.conftest import Piece


def test_the_link_stands_in_a_field_and_its_picture_in_a_fold(piece: Piece) -> None:
    said = piece("keep_link", "keep_link", "https://site/cases/mine/x", "data:image/svg+xml,qr")
    assert re.search(
        r'<label for="own-link">.*<input id="own-link" readonly [^>]*value="https://site/cases/mine/x"', said
    )
    assert re.search(r'<details class="fold" data-paper>.*<img class="qr" src="data:image/svg\+xml,qr"[^>]* alt=', said)


def test_what_needs_a_script_is_not_there_without_one(piece: Piece) -> None:
    buttons = re.findall(r"<button[^>]*>", piece("keep_link", "keep_link", "https://site/cases/mine/x", ""))
    assert len(buttons) == 3 and all("hidden" in button for button in buttons)
