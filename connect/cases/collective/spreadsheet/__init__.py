"""A school's spreadsheet: grade, thing, number, to give or to lend. It is read, looked over, and put into the form."""
