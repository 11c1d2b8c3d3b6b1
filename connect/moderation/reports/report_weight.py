"""How many independent people stand behind reports of abuse. Pure; the counting that hides a thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

# What a report may say (the field's words for Báo xấu), and what a moderator may answer.
REASONS = (
    "joke", "advertising", "fraud", "untrue", "money_only", "already_helped", "wrong_place", "privacy", "other"
)  # fmt: skip
GRAVE = ("fraud", "privacy")  # looked at before the others
VERDICTS = ("upheld", "unfounded", "false")  # they are right; honestly mistaken; made up
REFUSED = ("unfounded", "false")
WORDS_CHARS = 500
GATHERED_WITHIN = timedelta(days=14)  # what so few say in that time that nobody has to look is deleted


@dataclass(frozen=True, slots=True)
class WeighedReport:
    """One report: its id, from which browser, network and account it came, and how much it weighs."""

    id: int
    device: str
    network: str
    person_id: int | None
    weight: float


def weight_of(*, verified: bool, made_up_before: bool, unfounded: int = 0) -> float:
    """The weight of one report: twice from somebody verified, nothing from somebody who made one up before.

    `unfounded` is how many more times a moderator answered no (made up: twice) than yes where it comes from: each
    halves it.
    """
    return 0 if made_up_before else (2 if verified else 1) / 2 ** max(0, unfounded)


def independent(reports: Iterable[WeighedReport]) -> list[WeighedReport]:
    """The weightiest reports of which no two share a browser, a network or an account."""
    chosen: list[WeighedReport] = []
    for report in sorted(reports, key=lambda one: -one.weight):
        if report.weight and not any(_same_origin(report, other) for other in chosen):
            chosen.append(report)
    return chosen


def _same_origin(one: WeighedReport, other: WeighedReport) -> bool:
    account = one.person_id is not None and one.person_id == other.person_id
    return account or one.device == other.device or one.network == other.network


def enough(reports: Iterable[WeighedReport], threshold: int) -> bool:
    """Whether the reports weigh enough to hold a thing for a look: never one browser, network or account alone."""
    chosen = independent(reports)
    return len(chosen) > 1 and sum(report.weight for report in chosen) >= threshold
