"""A suggestion of what a household usually needs, in the asking form: one press fills it in, nothing does by itself."""
