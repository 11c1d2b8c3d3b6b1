"""The pages on which officials write the questions of their area."""

from connect.incidents.questions.views import question, questions

__all__ = ["question", "questions"]
