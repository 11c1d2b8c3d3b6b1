"""The utilities that admins add to the built-in ones, and how every process follows when they change."""
