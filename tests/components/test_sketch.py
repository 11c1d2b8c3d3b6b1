"""A drawing of what lies around a place, in words too."""

from connect.cases.map.sketch import Ring, Sign, Sketch
from tests.components.conftest import Piece

DRAWN = Sketch(
    (Ring(5, 141.4), Ring(10, 200.0)), [Sign(0.0, 0.0, 2, True, "ABCD2345"), Sign(60.0, -80.0, 1, False, "BCDE2345")]
)


def test_a_sign_says_how_many_and_leads_to_the_first_card(piece: Piece) -> None:
    said = piece("sketch", "sketch", DRAWN, "Bến Thành")
    assert (
        'href="#cABCD2345" transform="translate(0.0 0.0)" class="grave"><title>2 cases, life in danger</title>' in said
    )
    assert 'href="#cBCDE2345" transform="translate(60.0 -80.0)" class="need"><title>1 case</title>' in said
    assert said.index("10 km") < said.index("5 km"), "the larger ring lies below"
    assert "Sketch of what lies around Bến Thành" in said
    assert "#s-need" in said and "#s-grave" in said, "shapes are told in words"
