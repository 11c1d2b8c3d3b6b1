"""The files of others are what their list says."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"\| (\S+) \| (\S+) \| (\S+) \| (\S+) \| `([0-9a-f]{64})` \|")


def test_every_vendored_file_has_the_hash_of_its_list() -> None:
    rows = ROW.findall((ROOT / "static" / "vendor" / "README.md").read_text("utf-8"))
    assert len(rows) >= 5
    for _package, _version, _licence, path, digest in rows:
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest, path


def test_no_file_of_others_is_missing_from_the_list() -> None:
    listed = {row[3] for row in ROW.findall((ROOT / "static" / "vendor" / "README.md").read_text("utf-8"))}
    there = {str(p.relative_to(ROOT)) for p in (ROOT / "static" / "vendor").rglob("*") if p.is_file()}
    assert there - {"static/vendor/README.md"} <= listed


def test_the_locks_name_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text and "--index-url" not in text and "file:" not in text
