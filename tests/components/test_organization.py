"""The head of a page about an organisation, and the way to call it."""

from types import SimpleNamespace

from tests.components.conftest import Piece

GROUP = SimpleNamespace(name="Bếp ăn Hoa Mai", kind="charity", area=None, phone="+84912345678")


def test_the_phone_is_shown_for_eyes_and_called_with_its_country(piece: Piece) -> None:
    said = piece("organization", "call", GROUP)
    assert 'translate="no"' in said and 'href="tel:+84912345678"' in said and ">0912 345 678</a>" in said
