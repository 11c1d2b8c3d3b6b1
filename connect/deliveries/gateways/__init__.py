"""The ways out as an operator sees them: open, or closed until when and why; and opening one again."""
