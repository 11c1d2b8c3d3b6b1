"""The utilities that a case asks for, as they stand where it is: what is off, and which settings hold."""
