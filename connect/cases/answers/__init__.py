"""Answers to the questions of utilities: kept sealed beside a case, those for everybody in clear too."""
