"""What state machines of tests share: a clock that a story moves, acts that leave no trace where they are refused."""

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from connect import clock, db
from connect.errors import ConnectError

START = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Life(RuleBasedStateMachine):
    """A story in the database of the test; it begins at `START` and goes on at `now`."""

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()
        self.now = START

    def tries(self, done: Callable[[], object]) -> bool:
        """One act in its own transaction; False for what the rules refuse, which must leave no trace."""
        with clock.told(self.now):
            try:
                with db.transaction():
                    done()
            except ConnectError:
                return False
        return True


def told(machine: type[Life], examples: int, steps: int = 20, *, shrunk: bool = True) -> None:
    """Plays so many stories of so many steps. `shrunk`: one that fails is told as short as it can be."""
    phases = (Phase.generate, Phase.shrink) if shrunk else (Phase.generate,)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
