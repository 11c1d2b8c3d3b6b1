"""The parts that other features add to the asking form, see `registry.with_cases.asking`: read, checked, and marked."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import request

from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.actions import public_place
from connect.cases.asking.request_details import Location
from connect.registry.with_cases import asking
from connect.web.pages.forms import ErrorAt


class AsksTogether:
    """The part of the asking form that others fill. They are no fields: which there are hangs on need and place."""

    needs: dict[str, int]
    location: Location
    guards: Any
    form_errors: list[Any]
    is_submitted: Callable[[], bool]

    @cached_property
    def parts(self) -> list[asking.WithForm]:
        """The parts that others add to this request; as the page had it where need or place cannot be read."""
        if not self.is_submitted():
            return []
        return asking.read(getattr(self, "needs", ()), self.public_ward, request.form)

    @property
    def public_ward(self) -> Place | None:
        """The ward that others see; None where need or place cannot be read."""
        if not hasattr(self, "location") or not hasattr(self, "needs"):
            return None
        return areas.ward_at(public_place(self.location.point, self.needs, bool(self.guards.data)).centre)

    @property
    def asks_more(self) -> bool:
        """Whether there are questions, or parts, that the page did not show yet."""
        return super().asks_more or any(one.asks or not one.is_seen for one in self.parts)  # type: ignore[misc]

    @property
    def status(self) -> int:
        """The status of a form with something wrong: typed so, or because others or the clock were faster."""
        return 409 if any(fault.late for one in self.parts for fault in one.faults()) else 422

    def check_parts(self) -> bool:
        """Whether all parts that the page showed can be written as they were typed."""
        self.__dict__.pop("parts", None)  # found before needs and place were read
        found = [fault for one in self.parts if one.is_seen for fault in one.faults()]
        self.form_errors += [ErrorAt(one.at, one.text) for one in found]
        return not found

    def validate(self, extra_validators: Any = None) -> bool:
        """All of the request, and what is asked together with it."""
        fine: bool = super().validate(extra_validators)  # type: ignore[misc]
        return fine & self.check_parts()
