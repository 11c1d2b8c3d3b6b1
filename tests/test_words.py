"""Docstrings say what a thing is, with a subject and the role of a person."""

import ast
import re

import pytest

from tools.house import modules

SOMEBODY = re.compile(r"\b(she|her|hers|herself|he|him|his|himself)\b|the same, but", re.IGNORECASE)
NO_SUBJECT = re.compile(r"(Who|What|Has)\b")


def trouble(docstring: str) -> bool:
    return bool(SOMEBODY.search(docstring) or NO_SUBJECT.match(docstring))


def test_docstrings_have_a_subject_and_name_the_role() -> None:
    found = [
        f"{one.name}: {docstring.splitlines()[0]}"
        for one in modules()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and (docstring := ast.get_docstring(node))
        and trouble(docstring)
    ]
    assert not found, "begin with a subject, and write requester, helper, moderator or official:\n" + "\n".join(found)


@pytest.mark.parametrize("said", ["What is kept.", "Has the app know.", "Who is here.", "The link that she holds."])
def test_a_docstring_of_the_old_kind_is_found(said: str) -> None:
    assert trouble(said)
