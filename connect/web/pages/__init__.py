"""What pages are made of: their templates and words, forms, and the pages for whatever goes wrong."""
