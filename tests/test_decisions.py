"""Every decision has one number, one file and one line in the index; every dependency is found in the index by name."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "decisions"
HEADING = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
LINE = re.compile(r"^- (\d+) · \[(.+)\]\(([a-z]+\.md)#([^)]+)\)$", re.MULTILINE)


def anchor(number: str, title: str) -> str:
    """The fragment that Markdown viewers give the heading."""
    return re.sub(r"[^\w\- ]", "", f"{number}. {title}".lower()).replace(" ", "-")


def faults(index: str, subjects: dict[str, str]) -> list[str]:
    """Differences between the index and the files of subjects, in words that say what to do."""
    written = [
        (int(number), title, name, anchor(number, title))
        for name, text in subjects.items()
        for number, title in HEADING.findall(text)
    ]
    listed = [(int(number), title, name, to) for number, title, name, to in LINE.findall(index)]
    numbers = sorted(number for number, *_ in written)
    found = [f"{row[2]}: {row[0]} needs a line in docs/decisions/README.md, with this title" for row in written]
    found = [fault for fault, row in zip(found, written, strict=True) if row not in listed]
    found += [f"README.md: {row[0]} leads nowhere; write it in {row[2]}" for row in listed if row not in written]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append("each number from 1 on is given once: take the next one that is free")
    return found


def test_index_and_subjects_agree() -> None:
    subjects = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md") if path.name != "README.md"}
    assert sum(len(HEADING.findall(text)) for text in subjects.values()) >= 91, "no decision is taken out"
    assert faults((FOLDER / "README.md").read_text("utf-8"), subjects) == []
    assert not (ROOT / "docs" / "decisions.md").exists(), "write into the file of the subject in docs/decisions/"


@pytest.mark.parametrize(
    ("index", "text", "word"),
    [
        ("", "## 1. One\n", "needs a line"),
        ("- 1 · [One](a.md#1-one)\n", "", "leads nowhere"),
        ("- 2 · [Two](a.md#2-two)\n", "## 2. Two\n", "once"),
        ("- 1 · [One](a.md#1-one)\n", "## 1. Other\n", "needs a line"),
    ],
)
def test_a_difference_is_found(index: str, text: str, word: str) -> None:
    assert word in " ".join(faults(index, {"a.md": text}))


def test_every_dependency_is_named_in_the_index() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lists = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    names = {re.split(r"[\[<>=~ ]", line)[0] for several in lists for line in several}
    table = (FOLDER / "README.md").read_text("utf-8").split("## Dependencies")[1]
    assert not names - set(re.findall(r"[\w.-]+", table)), "say in docs/decisions/README.md what it is for"
