"""A page's script with what it imports, as one text."""

import pytest

from connect.web.pages import scripts

FILES = {
    "js/page.js": '// Says.\nimport { a } from "./one.js";\nimport "../components/two/two.js";\na();\n',
    "js/one.js": (
        'import { b } from "../components/two/two.js";\nexport function a() {\n'
        '  // says more\n  return b() + " // "; // left out\n}\n'
    ),
    "components/two/two.js": "const a = 1;\nexport async function b() {\n  return a;\n}\n",
}


def test_what_is_imported_comes_first_once_and_keeps_its_names_to_itself() -> None:
    made = scripts.joined("js/page.js", FILES.__getitem__)
    assert made == (
        "const $two = (() => {\nconst a = 1;\nasync function b() {\nreturn a;\n}\nreturn { b };\n})();\n"
        'const $one = (() => {\nconst { b } = $two;\nfunction a() {\nreturn b() + " // ";\n}\n'
        "return { a };\n})();\n"
        "const { a } = $one;\na();\n"
    )


def test_a_script_alone_is_itself() -> None:
    assert scripts.joined("js/page.js", lambda _path: "one();\n") == "one();\n"


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(KeyError):
        scripts.joined("js/page.js", {"js/page.js": 'import "./gone.js";\n'}.__getitem__)
