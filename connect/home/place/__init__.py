"""The front page of a place, made of parts that fail alone; the choice of a ward that this browser keeps."""
