"""nginx and Caddy before a served site, set up by the samples of `docs/proxy` with only names and ports changed."""

import hashlib
import os
import shutil
import socket
import ssl
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connect.config import ROOT
from tests.postgres import free_port
from tests.socket.browser import Browser, network

SAMPLES = ROOT / "docs" / "proxy"
NAME = "help.example.vn"  # the name of the site in the samples
BEHIND = "127.0.0.1:8000"  # and where it answers


class Front(NamedTuple):
    """A proxy that serves on loopback, for https://localhost."""

    name: str
    https: int
    http: int
    folder: Path  # its logs and what it keeps
    trusted: Path  # the certificate that clients trust

    def browser(self, source: str = "", **headers: str) -> Browser:
        """A visitor who comes over TLS, from a network of the visitor's own."""
        tls = ssl.create_default_context(cafile=str(self.trusted))
        return Browser(self.https, source or network(), headers, tls)

    def logged(self) -> str:
        """All that the proxy wrote anywhere but into its store of certificates."""
        return "\n".join(path.read_text("utf-8", "replace") for path in self.folder.glob("*.log"))


@contextmanager
def nginx(folder: Path, site: int) -> Iterator[Front]:
    """nginx by its sample, before the site on this port."""
    front = Front("nginx", free_port(), free_port(), folder, certificate(folder))
    changes = {
        "listen [::]:80;": "", "listen [::]:443 ssl http2;": "", "listen 80;": f"listen 127.0.0.1:{front.http};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{front.https} ssl http2;", BEHIND: f"127.0.0.1:{site}",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(front.trusted), "/var/log/nginx": str(folder),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(folder / "key.pem"), NAME: "localhost",
        "https://$host": f"https://$host:{front.https}",
    }  # fmt: skip
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    where = "\n".join(f"{part}_temp_path {folder}/{part};" for part in parts)
    whole = (  # as Debian's own nginx.conf has it: everything is logged where a site says nothing else
        f"daemon off; pid {folder}/pid; error_log {folder}/main.log; {'user root;' if os.geteuid() == 0 else ''}\n"
        f"events {{}}\nhttp {{\naccess_log {folder}/access.log;\n{where}\n{_changed('nginx.conf', changes)}\n}}\n"
    )
    (folder / "nginx.conf").write_text(whole)
    with _running("nginx", ["-c", f"{folder}/nginx.conf", "-e", f"{folder}/main.log"], front):
        yield front


@contextmanager
def caddy(folder: Path, site: int) -> Iterator[Front]:
    """Caddy by its sample, before the site on this port; the certificate is of its own authority."""
    front = Front("caddy", free_port(), free_port(), folder, folder / "store/pki/authorities/local/root.crt")
    ours = (
        f"{{\nadmin off\nhttp_port {front.http}\nhttps_port {front.https}\ndefault_bind 127.0.0.1\n"
        f"skip_install_trust\nstorage file_system {folder}/store\n"
    )
    changes = {"\n{\n": f"\n{ours}", BEHIND: f"127.0.0.1:{site}", NAME: "localhost"}
    (folder / "Caddyfile").write_text(_changed("Caddyfile", changes))
    with _running("caddy", ["run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"], front):
        yield front


FRONTS = {"nginx": nginx, "caddy": caddy}


def _changed(sample: str, changes: dict[str, str]) -> str:
    text = (SAMPLES / sample).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, f"{sample} has no {old!r}: change this test with it"
        text = text.replace(old, new)
    return text


@contextmanager
def _running(program: str, arguments: list[str], front: Front) -> Iterator[None]:
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed; `make test` installs it")
        pytest.skip(f"NOT TESTED: {program} is not installed")
    environment = {**os.environ, "HOME": str(front.folder), "XDG_DATA_HOME": str(front.folder)}
    with (front.folder / "output.log").open("w") as output:
        process = subprocess.Popen([found, *arguments], env=environment, stdout=output, stderr=output)
        try:
            while not _answers(front):
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.02)
                    raise AssertionError(f"{program} has stopped: {front.logged()[-2000:]}")
            yield
        finally:
            process.terminate()
            process.wait()


def _answers(front: Front) -> bool:
    """Whether it takes connections over TLS with its certificate, and those without."""
    try:
        tls = ssl.create_default_context(cafile=str(front.trusted))
        socket.create_connection(("127.0.0.1", front.http)).close()
        with socket.create_connection(("127.0.0.1", front.https)) as line:
            tls.wrap_socket(line, server_hostname="localhost").close()
    except OSError:  # among them: no certificate yet
        return False
    return True


def certificate(folder: Path) -> Path:
    """A certificate for localhost that is its own authority; its key lies beside it in key.pem."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    return folder / "certificate.pem"


def pin(trusted: Path) -> str:
    """The key of a certificate as Chromium wants it, to trust this one alone: base64 of its SHA-256."""
    public = x509.load_pem_x509_certificate(trusted.read_bytes()).public_key()
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return b64encode(hashlib.sha256(public.public_bytes(serialization.Encoding.DER, info)).digest()).decode()
