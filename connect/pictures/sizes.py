"""The size of a picture that was sent, told before anything of it is decoded."""

import os

from werkzeug.datastructures import FileStorage

from connect import config


def size_of(sent: FileStorage) -> int:
    """How many bytes were sent; the file is read from its beginning afterwards."""
    size = sent.stream.seek(0, os.SEEK_END)
    sent.stream.seek(0)
    return size


def exceeded(sent: FileStorage) -> int | None:
    """The most megabytes that a picture may have, where this one has more; None where it fits."""
    most = config.current().max_upload_mb
    return most if size_of(sent) > most * 1024**2 else None
