"""What a data owner begins with: empty files, the descriptor, and a codebook in English and Italian."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from approdo.model.errors import BadInput, Failure

from .descriptor import NAME, Descriptor, written
from .schema import AGGREGATE, CODES, LANGUAGES, PEOPLE, Table

TEXTS: Final = {
    "en": {
        "title": "Codebook",
        "head": "One file a table, in CSV with commas or semicolons, UTF-8. Empty cells are not known. A month in no "
        "spell is unknown, never housed. No other columns, no free text, no exact dates, no names or case numbers.",
        "columns": ("column", "meaning", "expected", "must be filled in"),
        "yes": "yes",
        "key": "A row is identified by",
        "codes": "Codes",
        "code": ("code", "meaning"),
        "see": "codes of",
    },
    "it": {
        "title": "Manuale dei codici",
        "head": "Un file per tabella, in CSV con virgole o punti e virgola, UTF-8. Le celle vuote sono dati non noti. "
        "Un mese fuori da ogni periodo è non noto, mai «con casa». Nessun'altra colonna, nessun testo libero, nessuna "
        "data esatta, nessun nome o numero di pratica.",
        "columns": ("colonna", "significato", "atteso", "obbligatoria"),
        "yes": "sì",
        "key": "Una riga è identificata da",
        "codes": "Codici",
        "code": ("codice", "significato"),
        "see": "codici di",
    },
}


def write_template(folder: str | Path, descriptor: Descriptor, aggregate: bool = False) -> list[Path]:
    """Write empty files into a new or empty folder and return their paths.

    Args:
        folder: made where it does not exist.
        descriptor: the pilot's name, months and retention.
        aggregate: files for published shares instead of people.

    Raises:
        BadInput: the folder holds something, or is none.
        Failure: it cannot be written.
    """
    tables = [AGGREGATE] if aggregate else list(PEOPLE)
    files = {NAME: written(descriptor, tables)}
    for table in tables:
        files[table.file] = (",".join(field.name for field in table.fields if not field.opt_in) + "\n").encode()
    for language in LANGUAGES:
        files[f"codebook.{language}.md"] = codebook(tables, language).encode()
    return write_files(folder, files)


def write_files(folder: str | Path, files: dict[str, bytes]) -> list[Path]:
    """Write files into a new or empty folder.

    Raises:
        BadInput: the folder holds something, or is none.
        Failure: it cannot be written.
    """
    root = Path(folder)
    try:
        if root.exists() and not root.is_dir():
            raise BadInput(f"{root}: this is a file, expected a folder.")
        if root.is_dir() and any(root.iterdir()):
            raise BadInput(f"{root}: the folder is not empty. Nothing was written; give a new one.")
        root.mkdir(parents=True, exist_ok=True)
        paths = [root / name for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise Failure(f"{str(root)[:200]}: it cannot be written ({said}). Choose another place.") from None
    return paths


def codebook(tables: Sequence[Table], language: str) -> str:
    """Return the codebook of some tables as Markdown."""
    text = TEXTS[language]
    parts = [f"# {text['title']}", str(text["head"])]
    lists: dict[str, None] = {}
    for table in tables:
        parts.append(f"## {table.file}: {table.label(language)}")
        parts.append(f"{text['key']}: {', '.join(table.key)}.")
        rows = []
        for field in table.fields:
            if field.opt_in:
                continue
            expected = field.expected(language)
            if field.codes:
                lists[field.codes] = None
                expected = f"{text['see']} {field.codes}"
            rows.append((field.name, field.label(language), expected, str(text["yes"]) if field.required else ""))
        parts.append(_markdown(tuple(text["columns"]), rows))
    parts.append(f"## {text['codes']}")
    for name in lists:
        parts.append(f"### {name}")
        parts.append(_markdown(tuple(text["code"]), [(code.id, code.label(language)) for code in CODES[name].values()]))
    return "\n\n".join(parts) + "\n"


def _markdown(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
