"""Answers of households in an area, as officials take them home with a reason."""
