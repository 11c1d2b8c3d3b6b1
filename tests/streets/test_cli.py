"""`flask map check` says what there is and what to do, and the doctor names a file that cannot be shown."""

from flask import Flask

from connect import cli
from tests.streets.made import small
from tests.streets.test_views import put


def test_the_check_says_what_is_there_of_what_age_and_what_to_do(app: Flask) -> None:
    cli.init_app(app)
    run = app.test_cli_runner()
    none = run.invoke(args=["map", "check"])
    assert none.exit_code == 0 and "Streets: none" in none.output and "map.pmtiles; README says" in none.output
    put(app)
    sound = run.invoke(args=["map", "check"])
    assert sound.exit_code == 0
    for words in (
        "is shown",
        "10.7000 to 10.8500 north",
        "Zooms: 0 to 14",
        "basemap 4.13.0",
        "roads",
        "written 0 days ago",
    ):
        assert words in sound.output, words
    assert "of data of" not in sound.output and "2026-11-01" in sound.output
    put(app, small()[:-1])
    cut = run.invoke(args=["map", "check"])
    assert cut.exit_code == 1 and "Wait until it is copied" in cut.output
    doctor = run.invoke(args=["doctor"])
    assert doctor.exit_code == 1 and "flask map check" in doctor.output.replace("\n", " ")
