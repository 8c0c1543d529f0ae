"""The report as one HTML file that needs nothing else: style and figures are inside, and it prints."""

import base64
from functools import cache
from pathlib import Path
from typing import Any, Final

from .drawing import svg
from .pieces import Block, Bullets, Code, Paragraph, Picture, Report, Table
from .speech import speak

FOLDER: Final = Path(__file__).parent


def html(report: Report, language: str) -> bytes:
    """Return the file."""
    page: str = _template().render(
        language=language,
        title=speak(report.title, language),
        subtitle=speak(report.subtitle, language),
        contents=_word("contents", language),
        style=_style(),
        sections=[
            {
                "id": section.id,
                "title": speak(section.title, language),
                "blocks": [_block(block, language) for block in section.blocks],
            }
            for section in report.all
        ],
    )
    return page.encode()


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    around = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return around.get_template("page.html.jinja")


def _style() -> Any:
    from markupsafe import Markup

    return Markup((FOLDER / "style.css").read_text(encoding="utf-8"))  # our own file  # noqa: S704  # nosec B704


def _word(name: str, language: str) -> str:
    from .pieces import Words

    return speak(Words(f"report.{name}"), language)


def _block(block: Block, language: str) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "look": block.look, "text": speak(block.text, language)}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "entries": [speak(item, language) for item in block.items]}
    if isinstance(block, Code):
        return {"kind": "code", "text": block.text}
    if isinstance(block, Picture):
        return {
            "kind": "picture",
            "id": block.id,
            "source": f"data:image/svg+xml;base64,{base64.b64encode(svg(block, language)).decode()}",
            "told": speak(block.told, language),
            "caption": f"{_word('figure', language)}: {speak(block.caption, language)}",
        }
    return {"kind": "table", **spoken(block, language)}


def spoken(table: Table, language: str) -> dict[str, Any]:
    """Return a table's texts."""
    return {
        "id": table.id,
        "numbers": table.numbers,
        "caption": speak(table.caption, language),
        "heads": [speak(head, language) for head in table.heads],
        "rows": [[speak(cell, language) for cell in row] for row in table.rows],
        "note": speak(table.note, language),
    }
