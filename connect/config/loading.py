"""Reads the settings once, at the start: from the environment, the file beside the database, and the defaults."""

import difflib
import os
import secrets
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from connect import private_files
from connect.config import ROOT, Config, ConfigError
from connect.config.checks import check

AS_EVERYBODY = ("DATABASE_URL", "DATABASE_READ_URL", "REDIS_URL")  # without CONNECT_ in the environment
NO_SETTINGS = (  # of tests and benches
    "CONNECT_DEMO_ONCE", "CONNECT_PROOFS", "CONNECT_SEED", "CONNECT_SHOTS", "CONNECT_BENCH_CACHE",
)  # fmt: skip


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Config:
    """The configuration in force. Overrides (by name) are stronger than all; tests use them.

    Raises ConfigError, naming the setting, when a value or a name is wrong.
    """
    env = os.environ if environ is None else environ
    instance = Path(overrides.get("instance") or env.get("CONNECT_INSTANCE") or ROOT / "instance").resolve()
    values: dict[str, Any] = {**_from_file(instance / "config.toml"), **_from_environment(env), **overrides}
    values["instance"] = instance
    try:
        private_files.folder(instance)
        values["secret_key"] = values.get("secret_key") or _own_secret(instance / "secret_key")
    except OSError as error:
        raise ConfigError(f"CONNECT_INSTANCE: {instance} cannot keep what is no code: {error.strerror}") from error
    config = Config(**values)
    check(config)
    return config


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} cannot be read: {error}") from error
    known = {f.name for f in fields(Config)}
    for name in found:
        if name not in known:
            raise ConfigError(f"{path.name}: {_unknown(name, known)}")
    return {name: _typed(name, value, path.name) for name, value in found.items()}


def _unknown(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"there is no setting called {name!r}" + (f"; is {near[0]!r} meant?" if near else "")


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    known = {setting.name for setting in fields(Config)}
    for name in env:
        if name.startswith("CONNECT_") and name not in NO_SETTINGS:
            setting = name.removeprefix("CONNECT_").lower()
            if setting not in known:
                raise ConfigError(f"{name}: {_unknown(setting, known)}")
    for one in fields(Config):
        for name in (f"CONNECT_{one.name.upper()}", one.name.upper()):
            if (name in AS_EVERYBODY or name.startswith("CONNECT_")) and env.get(name):
                values[one.name] = _typed(one.name, env[name], name)
    return values


def _typed(name: str, value: Any, where: str) -> Any:
    kind = type(getattr(Config, name))
    try:
        if kind is bool and isinstance(value, str):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.lower()]
        if kind is bool and not isinstance(value, bool):
            raise ValueError
        if kind in (int, float) and isinstance(value, bool):
            raise ValueError
        return Path(value) if issubclass(kind, Path) else kind(value)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{where}: {name} cannot be {value!r}, it must be of kind {kind.__name__}") from error


def _own_secret(path: Path) -> str:
    """The key kept beside the database, made at the first start; two starters agree on one."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()
