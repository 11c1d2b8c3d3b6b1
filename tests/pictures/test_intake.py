"""What is kept of a picture is what it shows."""

import io
from pathlib import Path

import pytest
from PIL import Image

from connect.errors import RuleBroken
from connect.pictures import intake as pictures
from tests.attacks.rows.b18 import BROKEN


def kept(folder: Path, made: Image.Image, kind: str = "PNG", **how: object) -> Image.Image:
    """A picture after it went through the door."""
    out = io.BytesIO()
    made.save(out, kind, **how)
    out.seek(0)
    return Image.open(folder / pictures.keep(out, folder))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_becomes_white_paper(tmp_path: Path, mode: str) -> None:
    made = Image.new("RGBA", (8, 8), (0, 0, 0, 0)).convert(mode)
    if mode == "PA":
        made = Image.new("P", (8, 8), 0)
    how = {"transparency": 0} if mode == "PA" else {}
    assert min(kept(tmp_path, made, **how).getpixel((4, 4))) > 250


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "PNG"), ("I;16", "PNG"), ("1", "PNG"), ("P", "PNG")]
)
def test_pictures_of_every_colour_space_are_read(tmp_path: Path, mode: str, kind: str) -> None:
    assert kept(tmp_path, Image.new(mode, (8, 8)), kind).mode == "RGB"


def test_a_picture_taken_sideways_stands_upright_and_forgets_its_camera(tmp_path: Path) -> None:
    made = Image.new("RGB", (40, 20))
    exif = made.getexif()
    exif[0x0112] = 6  # turned by a quarter
    found = kept(tmp_path, made, "JPEG", exif=exif)
    assert found.size == (20, 40)
    assert not found.getexif()


def test_a_large_picture_is_shrunk_in_proportion(tmp_path: Path) -> None:
    assert kept(tmp_path, Image.new("RGB", (2560, 1000))).size == (1280, 500)


@pytest.mark.parametrize("size", [(8000, 5001), (20000, 20000)])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(RuleBroken):
        kept(tmp_path, Image.new("1", size))
    assert not list(tmp_path.iterdir())


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 90).save(out, "PNG")
    with pytest.raises(RuleBroken):
        pictures.keep(io.BytesIO(out.getvalue()[: len(out.getvalue()) // 2]), tmp_path)


@pytest.mark.parametrize("exif", BROKEN)
def test_a_picture_with_broken_metadata_is_kept_without_it(tmp_path: Path, exif: bytes) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif)
    out.seek(0)
    with Image.open(tmp_path / pictures.keep(out, tmp_path)) as kept:
        assert sorted(kept.size) == [20, 40] and not kept.getexif()
