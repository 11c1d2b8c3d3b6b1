"""The pages on which officials write the questions of their area."""

from connect.incidents.questions.views import question, questions, questions_xlsform

__all__ = ["question", "questions", "questions_xlsform"]
