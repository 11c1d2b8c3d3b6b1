"""The bench of duplicates runs as it is described, and is no worse on a small site than it promises on a large one."""

import random

from flask import Flask

from bench import duplicates


def test_second_tellings_are_found_and_honest_posts_left_alone(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(duplicates, "RETYPINGS", 150)
    monkeypatch.setattr(duplicates, "HONEST", 150)
    found = duplicates.measure(300, random.Random(7))
    assert found["recall"] >= 0.93
    assert found["false_warning_rate"] <= 0.03
    assert found["open_cases"] == 300
