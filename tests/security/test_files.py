"""Pictures that are none, that hide something, and names that lead elsewhere (ASVS V5)."""

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from connect.errors import RuleBroken
from connect.pictures import intake as pictures
from tests.privacy.who_may import forms
from tests.world import World, png, world

__all__ = ["world"]
SCRIPT = b"<script>alert(77)</script><?php system('id'); ?>"
NO_PICTURES = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(77)"/>',
    "svg with a declaration": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "html": b"<!doctype html><script>alert(77)</script>",
    "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00",
    "pdf": b"%PDF-1.7\n1 0 obj", "zip": b"PK\x03\x04" + b"\0" * 40, "elf": b"\x7fELF" + b"\0" * 40,
    "php": b"<?php system($_GET['c']); ?>", "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (w) file",
    "empty": b"", "head of a png alone": b"\x89PNG\r\n\x1a\n", "bomb": zlib.compress(b"\0" * 5_000_000),
    "tiff": b"II*\x00\x08\x00\x00\x00" + b"\0" * 40, "ico": b"\x00\x00\x01\x00\x01\x00" + b"\0" * 40,
}  # fmt: skip
UPS = ("../", "..\\", "....//", "%2e%2e/", "/", "C:\\", "\\\\host\\", "./", "a/../../", "\u2024\u2024/")
GOALS = (
    "etc/passwd", "wsgi.py", "connect.db", "keys", "secret_key", "x.php", "x.html", "con", ".htaccess", "x.png\x00.php",
    "x;rm -rf", "$(id).png", "`id`.png", "-rf", "x" * 300, "\u202egnp.exe", "\r\nX: y", "🙏.png", " ", "x.svg",
)  # fmt: skip
NAMES = [up + goal for up in UPS for goal in GOALS]


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_what_is_no_picture_we_take_is_refused_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    with pytest.raises(RuleBroken):
        pictures.keep(io.BytesIO(NO_PICTURES[kind]), tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_of_a_polyglot_is_kept_but_what_it_shows(tmp_path: Path) -> None:
    inside = Image.new("RGB", (9, 9), "teal")
    for kind, more in (("PNG", {}), ("JPEG", {"comment": SCRIPT}), ("WEBP", {})):
        out = io.BytesIO()
        inside.save(out, kind, **more)
        name = pictures.keep(io.BytesIO(out.getvalue() + SCRIPT), tmp_path)
        kept = (tmp_path / name).read_bytes()
        assert b"script" not in kept, kind
        assert b"php" not in kept, kind
        assert kept[:4] == b"RIFF"


def test_the_name_of_a_file_is_ours_whatever_was_sent(world: World) -> None:
    assert len(NAMES) >= 200
    uploads = world.app.extensions["connect.config"].uploads
    before = {path for path in uploads.parent.rglob("*") if path.is_file()}
    fine = forms(world.things)["notices.write"]
    for name in NAMES[::4]:
        answer = world.ask("official", "POST", "/notices/write", fine | {"picture": (png(), name)})
        assert answer.status_code in (303, 400), f"{name!r}: {answer.status_code}"
    new = {path for path in uploads.parent.rglob("*") if path.is_file()} - before
    assert len([path for path in new if path.suffix == ".webp"]) > 20
    for path in new:
        assert path.parent == uploads or path.name.startswith("connect.db"), path
        assert path.parent != uploads or re.fullmatch(r"[0-9a-f]{32}\.webp", path.name), path


def test_uploads_lie_outside_of_what_is_served_and_come_with_their_own_type(world: World) -> None:
    assert "static" not in world.app.extensions["connect.config"].uploads.parts
    answer = world.send("nobody", "GET", f"/notices/{world.things['notice']}/picture")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_picture_larger_than_the_setting_is_told_so_and_its_text_is_kept(make_app: Callable[..., Flask]) -> None:
    with World(make_app(max_upload_mb=1)) as small:
        written = forms(small.things)["notices.write"] | {"text": "Kê cao đồ đạc. " * 100}
        large = {"picture": (io.BytesIO(b"x" * 1_500_000), "x.png")}
        answer = small.send("official", "POST", "/notices/write", written | large)
        assert answer.status_code == 422
        assert "Kê cao đồ đạc. " * 100 in answer.text and "Ảnh này lớn hơn 1 MB" in answer.text
        assert list(small.app.extensions["connect.config"].uploads.glob("*.webp")) == []


def test_a_file_far_larger_than_the_setting_is_refused_by_its_length(make_app: Callable[..., Flask]) -> None:
    with World(make_app(max_upload_mb=1)) as small:
        fine = forms(small.things)["notices.write"]
        for role, size, status in (("official", 5_000_000, 413), ("volunteer", 500_000, 413), ("nobody", 500_000, 303)):
            large = {"picture": (io.BytesIO(b"x" * size), "x.png")}
            assert small.send(role, "POST", "/notices/write", fine | large).status_code == status


def test_downloads_are_named_by_us_in_plain_letters(world: World) -> None:
    for role, path in (
        ("requester", f"/cases/mine/{world.things['token']}/download"),
        ("claimer", "/accounts/me/download"),
    ):
        said = world.send(role, "GET", path, query_string={"filename": "../../x.exe"}).headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="connect-[A-Z0-9]{8}\.json"', said)
