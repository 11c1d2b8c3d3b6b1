"""A few orders around a cut-off, with processes killed, and the same with a planted bug."""

from tests.faults import cut_off
from tests.faults.site import fresh_site


def test_around_the_cut_off_nothing_is_lost_doubled_or_late() -> None:
    with fresh_site() as app:
        told = cut_off.run(app, 60, 1)
    assert (told["lost"], told["doubled"], told["late"]) == (0, 0, 0) and told["confirmed"] and told["after_cut_off"]
