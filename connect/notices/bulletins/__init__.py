"""Local bulletins: figures of a place by day, typed or from a spreadsheet, shown to everybody, and never a person's."""
