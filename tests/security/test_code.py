"""What the code may not do at all, and what it may do in one place only (ASVS V1, V5, V11, V13, V15)."""

import ast
import base64
import hashlib
import hmac
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from connect.config import Config
from connect.crypto import signing
from connect.text import spreadsheet_safe
from tools.house import ROOT, paths

NEVER = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads",
    "shelve.open", "yaml.load", "random.choice", "hashlib.md5", "hashlib.sha1", "tempfile.mktemp", "uuid.uuid1",
    "uuid.uuid4", "ssl._create_unverified_context", "Template", "jinja2.Template", "render_template_string",
}  # fmt: skip
NO_IMPORT = {
    "xml", "lxml", "ldap", "ldap3", "memcache", "pymemcache", "pickle", "marshal", "shelve", "yaml",
    "telnetlib", "ftplib", "pexpect", "paramiko", "jwt", "jose", "graphene", "strawberry", "websockets", "flask_sock",
    "bleach", "markdown", "mistune", "requests", "httpx", "aiohttp", "urllib3", "flask_cors", "cffi",
}  # fmt: skip
MAY_CONNECT = {
    "connect.gateways.http_client": {"http.client", "socket", "ssl"},
    "connect.gateways.mail.answers": {"smtplib"},  # reads its errors
    "connect.gateways.mail.transport": {"smtplib", "socket", "ssl"},
    "connect.gateways.sms.transport": set(),
    "connect.gateways.time_limit": {"socket"},
    "connect.serving.processes": {"socket", "urllib.request"},  # listens, and asks itself once
    "connect.serving.waitress_server": {"socket"},  # is given what listens
}  # fmt: skip
NETWORK = {"socket", "ssl", "http.client", "urllib.request", "smtplib"}
MAY_RUN = {"connect.areas.source.build"}


BY_THE_HANDFUL = re.compile(r"populate_obj|\*\*\s*request\.(?:form|args|values|json)|request\.(?:form|args)\.to_dict")


def imports(source: str) -> Iterator[str]:
    """The modules a source imports, in full."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def calls(source: str) -> Iterator[ast.Call]:
    """Every call in a source."""
    yield from (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def sources() -> Iterator[tuple[str, str]]:
    """Every module with its text."""
    for name, path in paths():
        yield name, path.read_text("utf-8")


# The standard library may put XML together; what takes it apart is another matter.
WRITES_XML = re.compile(r"from xml\.etree\.ElementTree import (?:(?:Element|SubElement|tostring)(?:, )?)+(?:  #.*)?\n")


def forbidden(source: str) -> list[str]:
    """Calls and imports that this site has no use for."""
    found = [ast.unparse(call.func) for call in calls(source) if ast.unparse(call.func) in NEVER]
    return found + [name for name in imports(source) if name.split(".")[0] in NO_IMPORT]


def test_no_module_runs_text_as_code_reads_xml_or_unpacks_objects() -> None:
    found = {name: bad for name, text in sources() if (bad := forbidden(WRITES_XML.sub("", text)))}
    assert not found, f"{found}: XML goes through defusedxml, objects through JSON, tokens through `secrets`"


@pytest.mark.parametrize(
    "source",
    ["eval(x)", "import xml.etree.ElementTree", "from lxml import etree", "import pickle", "hashlib.md5(b'')",
     "os.system('ls')", "uuid.uuid4()", "from jinja2 import Template\nTemplate(x)", "import ldap", "import requests"],
)  # fmt: skip
def test_the_check_finds_each_of_them(source: str) -> None:
    assert forbidden(source)


def test_only_the_operators_commands_start_processes_and_never_through_a_shell() -> None:
    for name, text in sources():
        if "subprocess" in set(imports(text)):
            assert name in MAY_RUN, name
        for call in calls(text):
            assert not any(word.arg == "shell" for word in call.keywords), name


def test_only_the_gateways_open_connections() -> None:
    for name, text in sources():
        used = NETWORK & set(imports(text))
        assert used <= MAY_CONNECT.get(name, set()) | (
            {"socket"} if name == "connect.gateways.http_client" else set()
        ), name


def test_no_address_to_ask_comes_from_a_request() -> None:
    for name, text in sources():
        for call in calls(text):
            if re.search(r"(Client|Nominatim|Photon|create_connection|SMTP\w*|urlopen)$", ast.unparse(call.func)):
                shown = ast.unparse(call)
                assert not re.search(r"request\.(args|form|values|json|headers|cookies)|\.data\b", shown), (
                    f"{name}: {shown}"
                )
    forms = [name for name, text in sources() if re.search(r"\b(URLField|validators\.URL)\b", text)]
    assert not forms, "a form that takes an address needs connect.gateways.http_client with its own list of hosts"


def test_sql_is_made_of_constants_and_bound_values_only() -> None:
    for name, text in sources():
        for call in calls(text):
            if ast.unparse(call.func) in ("sa.text", "text", "exec_driver_sql", "reader.rows") and call.args:
                shown = ast.unparse(call.args[0])
                assert "request." not in shown and ".data" not in shown, f"{name}: {shown[:80]}"


def test_every_format_string_is_written_in_the_code() -> None:
    for name, text in sources():
        for call in calls(text) if "demo" not in name.split(".") else ():  # there of its own stories
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("format", "format_map"):
                value = call.func.value
                fine = isinstance(value, ast.Constant) or "Markup" in ast.unparse(value)
                assert fine, f"{name}:{call.lineno}: {ast.unparse(call)[:80]}"


def test_what_is_put_into_a_pattern_is_a_constant_or_escaped() -> None:
    for name, text in sources():
        for call in calls(text):
            if ast.unparse(call.func) in (
                "re.compile",
                "re.match",
                "re.search",
                "re.fullmatch",
                "re.sub",
                "re.findall",
            ):
                shown = ast.unparse(call.args[0])
                assert "request." not in shown and ".data" not in shown, f"{name}: {shown[:80]}"


def test_secrets_come_from_the_generator_made_for_them() -> None:
    users = [name for name, text in sources() if "random" in set(imports(text))]
    assert all({"demo", "demo_data"} & set(name.split(".")) for name in users), users


PUSH_ALONE = ("cryptography.hazmat.primitives.asymmetric", "cryptography.hazmat.primitives.serialization")  # RFC 8291


def test_sealing_is_authenticated_and_hashing_is_sha256_or_argon2() -> None:
    for name, text in sources():
        assert not re.search(r"modes\.(ECB|CBC|CTR)|\bMD5\b|\bSHA1\b|PKCS1v15|RC4|\bDES\b", text), name
        used = {found for found in imports(text) if found.startswith("cryptography")}
        assert used <= {
            "cryptography.exceptions", "cryptography.hazmat.primitives.ciphers.aead",
            "cryptography.hazmat.primitives.kdf.hkdf", "cryptography.hazmat.primitives",
            *(PUSH_ALONE if name.startswith("connect.gateways.push.") else ()),
        }, name  # fmt: skip


def test_what_a_browser_carries_is_signed_with_sha_256(bare_app: Flask) -> None:
    key, purpose = bare_app.config["SECRET_KEY"].encode(), b"connect.form"
    with bare_app.test_request_context():
        text = signing.signed("x", "form")
        cookie = bare_app.session_interface.get_signing_serializer(bare_app)
        assert cookie is not None
        carried = [text, cookie.dumps({"a": 1})]
    for one in carried:
        assert len(base64.urlsafe_b64decode(one.rpartition(".")[2] + "=")) == 32
    derived = hashlib.sha256(purpose + b"signer" + key).digest()  # as itsdangerous derives it
    signed = hmac.new(derived, text.rpartition(".")[0].encode(), hashlib.sha256).digest()
    assert text.rpartition(".")[2] == base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def test_no_secret_stands_in_the_code_or_the_defaults() -> None:
    assert Config.secret_key == Config.sms_token == Config.mail_url == Config.database_url == ""
    for name, text in sources():
        assert not re.search(r"BEGIN (RSA |EC )?PRIVATE KEY|AKIA[0-9A-Z]{16}|eyJhbGciOi", text), name


def test_debug_and_development_are_off_unless_somebody_turns_them_on() -> None:
    assert Config.development is False
    for name, text in sources():
        assert not re.search(r"debug\s*=\s*True|DEBUG\s*=\s*True|\.run\(.*debug", text), name


def test_every_library_is_pinned_with_its_hash() -> None:
    for lock in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / lock).read_text("utf-8")
        wanted = re.findall(r"^[A-Za-z0-9._-]+(?:\[[^\]]+\])?==", text, re.MULTILINE)
        assert len(wanted) > 20
        assert text.count("--hash=sha256:") >= len(wanted)


def test_no_account_exists_before_the_operator_makes_one() -> None:
    for path in (ROOT / "connect" / "db" / "migrations" / "versions").glob("*.py"):
        assert not re.search(r"INSERT INTO (people|roles)|bulk_insert\([^)]*people", path.read_text("utf-8"), re.I), (
            path.name
        )


def test_test_and_demo_code_is_imported_by_the_command_line_only() -> None:
    for name, text in sources():
        found = set(imports(text))
        assert not any(one.split(".")[0] in ("tests", "pytest", "hypothesis", "bench") for one in found), name
        if "demo" not in name.split(".") and name != "connect.cli":
            assert not any("demo" in one.split(".") for one in found), name


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84912", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "\u200b=cmd|' /C calc'!A0", " =1", "|calc"],
)
def test_a_cell_of_an_export_is_never_a_formula(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Nhà 12", "0912 345 678", "", "a=b", "gạo + sữa"])
def test_a_cell_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert spreadsheet_safe(text) == text


def test_no_code_takes_all_fields_of_a_form_as_they_come() -> None:
    assert [name for name, text in sources() if BY_THE_HANDFUL.search(text)] == []
    assert BY_THE_HANDFUL.search("Person(**request.form)")
