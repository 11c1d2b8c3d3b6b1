"""Whatever fails, and in whatever layer: a page with the headers that protect, and a log without the address."""

from collections.abc import Iterator

import pytest

from tests.attacks.stage import Stage
from tests.faults.site import served
from tests.socket.checks import HEADERS, TOKEN
from tests.socket.conftest import NewApp

PATH = f"/home-failing/{TOKEN}"


@pytest.fixture(scope="module")
def stage(new_app: NewApp) -> Iterator[Stage]:
    """A site that fails when it is asked to."""
    app = new_app()
    with served(app, "tests.socket.failing_site") as site:
        yield Stage(app, site)


@pytest.mark.parametrize("how", ["before", "in-the-view", "refused"])
def test_a_failure_is_a_page_of_the_site_and_its_line_holds_no_address(stage: Stage, how: str) -> None:
    answer = stage.browser().get(f"{PATH}?{how}")
    assert answer.status == 500
    assert set(HEADERS) <= set(answer.headers)
    assert "<h1" in answer.text and TOKEN not in answer.text and 'lang="vi"' in answer.text
    stage.site.wait_for(lambda: "kind=" in stage.site.said())
    assert TOKEN not in stage.site.said()


def test_a_failure_in_the_midst_of_an_answer_ends_it_and_its_line_holds_no_address(stage: Stage) -> None:
    try:
        stage.browser().get(f"{PATH}?streamed")
    except Exception as error:  # the answer has no end
        assert "ncomplete" in repr(error)
    stage.site.wait_for(lambda: "by=waitress" in stage.site.said())
    assert TOKEN not in stage.site.said()
