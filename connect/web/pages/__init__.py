"""The material of pages: their templates and words, forms, and the pages for whatever goes wrong."""
