"""Tables that are put in order by links and taken along as files."""
