"""The order on the asking form, and on the page that changes it."""
