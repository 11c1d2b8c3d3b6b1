"""Pictures: decoded, shrunk and written anew, so that nothing of the sent file survives but what it shows."""

import io
import secrets
import warnings
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flask_babel import lazy_gettext as _l
from PIL import ExifTags, Image, UnidentifiedImageError

from connect.errors import RuleBroken

LONGEST_SIDE = 1280
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


def keep(stream: BinaryIO, folder: Path) -> str:
    """Stores a picture as WebP without any metadata; returns its random file name. RuleBroken when it is none."""
    upright = _read(stream)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.webp"
    upright.save(folder / name, "WEBP", quality=80)
    return name


class Anew(NamedTuple):
    """A picture written anew, as WebP without any metadata; width and height in pixels."""

    content: bytes
    width: int
    height: int


def anew(stream: BinaryIO) -> Anew:
    """The picture, for whoever keeps it elsewhere than in the folder of public ones. RuleBroken when it is none."""
    upright, written = _read(stream), io.BytesIO()
    upright.save(written, "WEBP", quality=80)
    return Anew(written.getvalue(), *upright.size)


def _read(stream: BinaryIO) -> Image.Image:
    """The picture as it was seen, no larger than pages show it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise RuleBroken(_l("This picture is too large. Send one of at most 40 megapixels."))
                upright = _on_white(_upright(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise RuleBroken(_l("This file is no picture we can read. Send a JPEG, PNG or WebP.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright


def drop(name: str, folder: Path) -> None:
    """Deletes a picture that no notice shows any more."""
    (folder / Path(name).name).unlink(missing_ok=True)


# How a picture that was taken so has to be turned (Exif 2.32, tag Orientation).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as it was seen; one whose metadata cannot be read, as it lies there."""
    picture.load()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken metadata, nothing of which is kept
            turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # whatever the library stumbles over in made-up bytes
        turn = None
    return picture.transpose(turn) if turn is not None else picture


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency; dropping the alpha alone would put dark writing on black."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")
