"""Fetches the few files of others that the browser gets, pinned, and writes down what they are.

Run by hand when a version changes (`python -m tools.vendor`); the results are committed, so neither the site
nor its tests need npm. Sizes, licences and hashes go to static/vendor/README.md, which a test holds true.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "static" / "vendor"
AXE = ROOT / "tests" / "browser" / "vendor"

# package, version, licence, files as (inside the package, here)
PACKAGES = (
    ("leaflet", "1.9.4", "BSD-2-Clause", VENDOR / "leaflet-1.9.4",
     (("dist/leaflet.js", "leaflet.js"), ("dist/leaflet.css", "leaflet.css"), ("LICENSE", "LICENSE"))),
    ("protomaps-leaflet", "5.1.0", "BSD-3-Clause", VENDOR / "protomaps-leaflet-5.1.0",
     (("dist/protomaps-leaflet.js", "protomaps-leaflet.js"), ("LICENSE", "LICENSE"))),
    ("axe-core", "4.14.1", "MPL-2.0", AXE, (("axe.min.js", "axe.min.js"), ("LICENSE", "axe-LICENSE"))),
)  # fmt: skip


def main() -> None:
    """Fetches everything and writes the list."""
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for package, version, licence, folder, files in PACKAGES:
            source = _fetch(package, version, Path(temporary))
            folder.mkdir(parents=True, exist_ok=True)
            for inside, here in files:
                (folder / here).write_bytes(_plain((source / inside).read_bytes()))
                rows.append((package, version, licence, folder / here))
    _write_list(rows)


def _fetch(package: str, version: str, folder: Path) -> Path:
    target = folder / package
    target.mkdir()
    subprocess.run(["npm", "pack", "--silent", "--ignore-scripts", f"{package}@{version}"], cwd=target, check=True)
    with tarfile.open(next(target.glob("*.tgz"))) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _plain(content: bytes) -> bytes:
    """The file without its pointer to a source map, which we do not ship."""
    return re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", content)


def _write_list(rows: list[tuple[str, str, str, Path]]) -> None:
    lines = [
        "# Files of others",
        "",
        "Made by `python -m tools.vendor`; do not edit. Licence texts lie beside the files.",
        "",
        "| package | version | licence | file | sha256 |",
        "|---|---|---|---|---|",
    ]
    for package, version, licence, path in rows:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"| {package} | {version} | {licence} | {path.relative_to(ROOT)} | `{digest}` |")
    (VENDOR / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
