"""Writing a notice: where it holds, how it will look on each medium, whom it reaches, and on paper."""
