"""Approdo, a laboratory for post-reception policy; import its rooms from here: `from approdo.model import ...`."""

from pathlib import Path as _Path

__version__ = "1.0.0.dev0"

_here = _Path(__file__).resolve().parent
if (_here.parent / "pyproject.toml").is_file() and not (_here / "model").is_dir():
    # A checkout whose links became text files (no symlink support): take the rooms from the folder above.
    __path__.append(str(_here.parent))
