"""With what a study is run: program, rules, parameters, data, and the commit where there is one."""

import hashlib
import json
import subprocess
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from approdo import __version__

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Versions:
    """Versions, each a name or the sha256 of the content."""

    approdo: str
    model: str
    parameters: str
    data: str
    git: str | None

    @property
    def digest(self) -> str:
        """The sha256 of all of them."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@cache
def versions() -> Versions:
    """Return the versions of this installation."""
    from approdo.model import engine, parameters

    data = parameters.FILE.parent
    whole = hashlib.sha256()
    for path in sorted(path for path in data.rglob("*") if path.is_file()):
        whole.update(path.relative_to(data).as_posix().encode() + b"\0" + path.read_bytes())
    return Versions(
        __version__,
        engine.model_hash(),
        hashlib.sha256(parameters.FILE.read_bytes()).hexdigest(),
        whole.hexdigest(),
        _commit(),
    )


def _commit() -> str | None:
    """Return the commit of the checkout, with "-dirty" behind it for changed files; None outside a checkout."""
    if not (ROOT / ".git").exists():
        return None
    words = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--match="]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
