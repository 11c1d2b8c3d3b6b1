"""Pictures: decoded, shrunk and written anew, so that nothing of the sent file survives but what it shows."""

import secrets
import warnings
from pathlib import Path
from typing import BinaryIO

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps, UnidentifiedImageError

from connect.errors import RuleBroken

LONGEST_SIDE = 1280
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


def keep(stream: BinaryIO, folder: Path) -> str:
    """Stores a picture as WebP without any metadata; returns its random file name. RuleBroken when it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise RuleBroken(_l("This picture is too large. Send one of at most 40 megapixels."))
                upright = _on_white(ImageOps.exif_transpose(picture))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise RuleBroken(_l("This file is no picture we can read. Send a JPEG, PNG or WebP.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.webp"
    upright.save(folder / name, "WEBP", quality=80)
    return name


def drop(name: str, folder: Path) -> None:
    """Deletes a picture that no notice shows any more."""
    (folder / Path(name).name).unlink(missing_ok=True)


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency; dropping the alpha alone would put dark writing on black."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")
