"""A file lives as long as its row, whatever is rolled back, killed or refused by the disk."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from connect import db
from connect.stories import transitions
from connect.stories.models import Story
from connect.stories.pictures import files, jobs
from connect.stories.rules import By, Verb
from tests.conftest import Clock
from tests.stories.published import make_story, picture_of
from tests.world import png


def aged(path: Path, clock: Clock, **age: int) -> Path:
    """The file as one that was written a while ago."""
    then = (clock.moment - timedelta(**age)).timestamp()
    os.utime(path, (then, then))
    return path


def test_a_withdrawn_story_loses_its_files_when_the_move_stands_and_not_before(app: Flask) -> None:
    story = make_story()
    paths = [picture_of(story, number) for number in (1, 2)]
    with pytest.raises(ZeroDivisionError), db.transaction():
        transitions.move(story, Verb.WITHDRAW, By.HELPER)
        raise ZeroDivisionError
    assert all(one.exists() for one in paths)
    db.session.expire_all()
    with db.transaction():
        transitions.move(db.session.get_one(Story, story.id), Verb.WITHDRAW, By.HELPER)
        assert all(one.exists() for one in paths)
    assert not any(one.exists() for one in paths)


def test_what_a_kill_left_is_swept_and_what_is_shown_or_just_comes_stays(app: Flask, clock: Clock) -> None:
    shown = aged(picture_of(make_story()), clock, days=3)
    coming = aged(files.folder() / files.keep(png()), clock, minutes=9)
    left = aged(files.folder() / files.keep(png()), clock, minutes=11)
    assert (jobs.sweep_pictures(), jobs.sweep_pictures()) == (1, 0)
    assert (shown.exists(), coming.exists(), left.exists()) == (True, True, False)


def test_a_disk_that_refuses_keeps_nobody_from_taking_a_story_down(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    story = make_story()
    picture_of(story)

    def refuse(_name: str, _folder: Path) -> None:
        raise OSError(30, "read-only")

    monkeypatch.setattr("connect.pictures.intake.drop", refuse)
    with db.transaction():
        transitions.move(story, Verb.WITHDRAW, By.HELPER)
    assert story.pictures == []


def test_nothing_of_the_camera_is_kept(app: Flask) -> None:
    out, made = io.BytesIO(), Image.new("RGB", (2000, 900), "teal")
    exif = made.getexif()
    exif[0x8825] = {1: "N", 2: (10.0, 46.0, 19.9)}
    made.save(out, "JPEG", exif=exif)
    out.seek(0)
    with Image.open(files.folder() / files.keep(out)) as kept:
        assert not kept.getexif() and max(kept.size) == 1280
