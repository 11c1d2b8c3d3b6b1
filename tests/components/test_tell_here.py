"""A browser that can be told of something is asked by one press; without a script nothing promises what cannot be."""

import re

from tests.components.conftest import Piece


def test_the_form_posts_an_address_with_its_keys_and_waits_hidden_for_its_script(
    piece: Piece,
) -> None:
    said = piece("tell_here", "tell_here", "/there", "the-key", "Báo tôi ở đây")
    form = re.search(r"<form [^>]*>", said)
    assert form and 'action="/there"' in form[0] and 'data-key="the-key"' in form[0] and "hidden" in form[0]
    assert re.findall(r'type="hidden" name="(endpoint|p256dh|auth)"', said) == ["endpoint", "p256dh", "auth"]
    assert re.search(r'data-follow="denied" hidden', said)
