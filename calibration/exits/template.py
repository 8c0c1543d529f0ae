"""What an office begins with: the empty tables and a codebook in English and Italian."""

from pathlib import Path

from approdo.calibration.pilot.schema import LANGUAGES
from approdo.calibration.pilot.template import codebook, write_files

from .schema import TABLES


def write_template(folder: str | Path) -> list[Path]:
    """Write the empty tables into a new or empty folder and return their paths.

    Raises:
        BadInput: the folder holds something, or is none.
        Failure: it cannot be written.
    """
    tables = list(TABLES.values())
    files = {table.file: (",".join(field.name for field in table.fields) + "\n").encode() for table in tables}
    files |= {f"codebook.{language}.md": codebook(tables, language).encode() for language in LANGUAGES}
    return write_files(folder, files)
