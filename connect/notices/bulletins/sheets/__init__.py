"""A spreadsheet of figures, or figures typed on one page: read, refused where they are persons', and judged."""
