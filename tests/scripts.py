"""Where the scripts of the site lie: those of pages, and those of components beside their macro and style."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = ROOT / "templates" / "components"
SCRIPTS = sorted([*(ROOT / "static" / "js").glob("*.js"), *COMPONENTS.glob("*/*.js")])
