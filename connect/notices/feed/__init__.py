"""The feed of a place: what is told to it and to all it lies in, read when somebody asks, never copied for a reader."""
