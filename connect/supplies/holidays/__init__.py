"""Public holidays: a table made ten years ahead, and single days that officials set right when the government does."""
