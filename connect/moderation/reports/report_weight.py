"""How many independent voices stand behind reports of abuse. Pure; the counting that hides a request."""

from collections.abc import Iterable
from dataclasses import dataclass

# What a report may say (the field's words for Báo xấu), and what a moderator may answer.
REASONS = (
    "joke", "advertising", "fraud", "untrue", "money_only", "already_helped", "wrong_place", "privacy", "other"
)  # fmt: skip
GRAVE = ("fraud", "privacy")  # looked at before the others
VERDICTS = ("upheld", "unfounded", "false")  # they are right; honestly mistaken; made up
REFUSED = ("unfounded", "false")
WORDS_CHARS = 500


@dataclass(frozen=True, slots=True)
class Voice:
    """One report: from which browser, network and account, and how much it weighs."""

    device: str
    network: str
    person_id: int | None
    weight: float


def weight_of(*, verified: bool, made_up_before: bool, unfounded: int = 0) -> float:
    """What one report weighs: twice from somebody verified, nothing from who made one up before.

    `unfounded` is how many more times a moderator answered no (made up: twice) than yes where it comes from: each
    halves it.
    """
    return 0 if made_up_before else (2 if verified else 1) / 2 ** max(0, unfounded)


def independent(voices: Iterable[Voice]) -> list[Voice]:
    """The weightiest voices of which no two share a browser, a network or an account."""
    chosen: list[Voice] = []
    for voice in sorted(voices, key=lambda one: -one.weight):
        if voice.weight and not any(_same(voice, other) for other in chosen):
            chosen.append(voice)
    return chosen


def _same(one: Voice, other: Voice) -> bool:
    account = one.person_id is not None and one.person_id == other.person_id
    return account or one.device == other.device or one.network == other.network


def enough(voices: Iterable[Voice], threshold: int) -> bool:
    """Whether so many speak that a request is held for a look: never one browser, network or account alone."""
    chosen = independent(voices)
    return len(chosen) > 1 and sum(voice.weight for voice in chosen) >= threshold
