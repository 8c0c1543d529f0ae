"""Reads a text file that somebody wrote, or says why it cannot be read."""

from pathlib import Path

from approdo.model.errors import BadInput


def shown_name(path: str | Path) -> str:
    """Return a file's name as its user gave it, without what a terminal would obey."""
    return str(path) if str(path).isprintable() else ascii(str(path))


def read_text(path: Path, name: str, expected: str, largest: int, remedy: str = "") -> str:
    """Return the text of a file in UTF-8.

    Args:
        path: the file.
        name: what complaints call it.
        expected: what it should be, ``"a package (a .toml file)"``.
        largest: bytes; a larger file is none of ours.
        remedy: what to do about another encoding; empty: expect the file in UTF-8.

    Raises:
        BadInput: no such file, a folder, too large, or no text.
    """
    try:
        if path.is_dir():
            raise BadInput(f"{name}: this is a folder, expected {expected}.")
        if not path.exists():
            raise BadInput(f"{name}: no such file.")
        if not path.is_file():
            raise BadInput(f"{name}: this is no ordinary file, expected {expected}.")
        if path.stat().st_size > largest:
            raise BadInput(f"{name}: the file is larger than {largest // 1_000_000} MB, expected {expected}.")
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{name}: the file cannot be read: {reason}.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        more = f". {remedy}" if remedy else f", expected {expected}."
        raise BadInput(f"{name}:{line}: this is no text in UTF-8{more}") from None
