"""Work of an operator on a whole site: moving it to PostgreSQL, replacing its keys."""
