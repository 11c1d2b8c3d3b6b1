"""The one queue of the moderators' work, and who looks at which part of it."""
