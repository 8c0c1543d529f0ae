"""The report as a PDF, A4, with its fonts inside."""

import io
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import table_cells
from .drawing import DPI, png
from .pieces import Block, Bullets, Code, Paragraph, Picture, Report, Section, Table, Words
from .speech import speak
from .table_cells import CELL, FONT, POINT

if TYPE_CHECKING:
    from fpdf import FPDF

SIDES: Final = 15.0  # mm
BODY, SMALL = 9.0, 7.5  # points
LINE: Final = 1.35  # of the size of the letters
GREY, INK, BLUE = (242, 242, 242), (26, 26, 26), (11, 79, 138)
PERCENT: Final = re.compile(r"(?<=\d) %")  # stays on the line of its number
NOTE_LINE: Final = 110  # letters of a note in a line, about
SHORT_TABLE: Final = 12  # rows, up to which a table is not divided between two pages,
MOST_BLANK: Final = 80.0  # mm, unless it is higher
HEAD_OF_TABLE: Final = 32.0  # mm


def pdf(report: Report, language: str, made: datetime) -> bytes:
    """Return the file; `made` is the date in its properties."""
    page = _document(report, language, made)
    page.add_page()
    page.set_font(FONT, "B", 17)
    page.multi_cell(0, 8, speak(report.title, language), align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_font(FONT, "", BODY)
    page.set_text_color(80)
    page.multi_cell(0, BODY * POINT * LINE, speak(report.subtitle, language), align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(*INK)
    drawn = {
        block.id: png(block, language) for each in report.all for block in each.blocks if isinstance(block, Picture)
    }
    for number, section in enumerate(report.all):
        _section(page, section, number, language, drawn)
    return bytes(page.output())


def _document(report: Report, language: str, made: datetime) -> "FPDF":
    import matplotlib
    from fpdf import FPDF

    footer = Words("report.page", {"page": "{page}", "pages": "{nb}"})
    title = speak(report.title, language)

    class Paged(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(FONT, "", SMALL)
            self.set_text_color(90)
            text = speak(footer, language).replace("{page}", str(self.page_no()))
            self.cell(0, 5, f"{title}  ·  {text}", align="C")
            self.set_text_color(*INK)

    page = Paged(format="A4")
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for style, name in (("", "DejaVuSans"), ("B", "DejaVuSans-Bold"), ("I", "DejaVuSans-Oblique")):
        page.add_font(FONT, style, fonts / f"{name}.ttf")
    page.add_font("Mono", "", fonts / "DejaVuSansMono.ttf")
    page.set_margins(SIDES, SIDES, SIDES)
    page.set_auto_page_break(True, margin=17)
    page.set_title(title)
    page.set_lang(language)
    page.set_creation_date(made)
    return page


def _section(page: "FPDF", section: Section, number: int, language: str, drawn: Mapping[str, bytes]) -> None:
    # A title does not stay behind alone, nor with one paragraph or two.
    first = next((n for n, block in enumerate(section.blocks[:2]) if not isinstance(block, Paragraph)), 2)
    _keep(page, 20 + sum(_room(page, block, language, drawn) for block in section.blocks[: first + 1]))
    page.ln(5)
    page.set_font(FONT, "B", 13)
    page.start_section(f"{number} {speak(section.title, language)}")
    page.multi_cell(0, 7, f"{number} {speak(section.title, language)}", align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_draw_color(*BLUE)
    page.set_line_width(0.5)
    page.line(SIDES, page.get_y(), page.w - SIDES, page.get_y())
    page.ln(2)
    for block in section.blocks:
        _block(page, block, language, drawn)


def _room(page: "FPDF", block: Block, language: str, drawn: Mapping[str, bytes]) -> float:
    """Return the height of what must stand together of a block, in mm."""
    if isinstance(block, Picture):
        return _size(page, drawn[block.id])[1] + 10
    if isinstance(block, Table):
        if len(block.rows) > SHORT_TABLE:
            return HEAD_OF_TABLE
        height = table_cells.height(page, *table_cells.texts(page, block, language))
        note = LINE * SMALL * POINT * -(-len(speak(block.note, language)) // NOTE_LINE)
        return 12 + height + note if height < MOST_BLANK else HEAD_OF_TABLE
    return 16


def _keep(page: "FPDF", height: float) -> None:
    """Begin a new page unless this much room is left on this one, or it is empty."""
    if page.get_y() > page.t_margin and page.get_y() + height > page.h - page.b_margin:
        page.add_page()


def _block(page: "FPDF", block: Block, language: str, drawn: Mapping[str, bytes]) -> None:
    if isinstance(block, Paragraph):
        _paragraph(page, speak(block.text, language), block.look)
    elif isinstance(block, Bullets):
        for item in block.items:
            _paragraph(page, f"•  {speak(item, language)}", "bullet")
        page.ln(1)
    elif isinstance(block, Code):
        page.set_font("Mono", "", SMALL)
        page.set_fill_color(*GREY)
        _text(page, block.text, SMALL, fill=True)
    elif isinstance(block, Picture):
        _picture(page, block, language, drawn[block.id])
    else:
        _table(page, block, language)


def _paragraph(page: "FPDF", text: str, look: str) -> None:
    size = {"lead": 10.5, "note": SMALL}.get(look, BODY)
    page.set_font(FONT, {"lead": "B", "own": "I"}.get(look, ""), size)
    page.set_fill_color(*GREY)
    _text(page, text, size, fill=look == "warning", left=4 if look == "bullet" else 0)


def _text(page: "FPDF", text: str, size: float, *, fill: bool = False, left: float = 0) -> None:
    _keep(page, 2 * size * POINT * LINE)
    page.set_x(SIDES + left)
    height = size * POINT * LINE
    text = PERCENT.sub("\u00a0%", text)
    page.multi_cell(0, height, text, align="L", fill=fill, new_x="LMARGIN", new_y="NEXT", padding=1 if fill else 0)
    page.ln(1.3)


def _size(page: "FPDF", content: bytes) -> tuple[float, float]:
    """Return width and height of a figure on the page, in mm."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        wide = min(page.epw, image.width / DPI * 25.4)
        height = wide * image.height / image.width
    most = page.h - 2 * SIDES - 20
    return (wide, height) if height <= most else (wide * most / height, most)


def _picture(page: "FPDF", picture: Picture, language: str, content: bytes) -> None:
    wide, height = _size(page, content)
    _keep(page, height + 10)
    told = speak(picture.told, language)
    page.image(io.BytesIO(content), x=SIDES + (page.epw - wide) / 2, w=wide, h=height, alt_text=told)
    caption = f"{speak(Words('report.figure'), language)}: {speak(picture.caption, language)}"
    _paragraph(page, caption, "note")


def _table(page: "FPDF", table: Table, language: str) -> None:
    """Write a table; a short one begins on a new page rather than being divided."""
    from fpdf.fonts import FontFace

    rows, widths = table_cells.texts(page, table, language)
    _keep(page, _room(page, table, language, {}))
    page.ln(1)
    page.set_font(FONT, "B", BODY)
    _text(page, speak(table.caption, language), BODY)
    page.set_font(FONT, "", CELL)
    page.set_fill_color(0)  # the colour of the page becomes that of cells, unless it is the one it begins with
    page.set_draw_color(150)
    page.set_line_width(0.15)
    others = "RIGHT" if table.numbers else "LEFT"
    settings: dict[str, Any] = {
        "col_widths": widths,
        "text_align": ("LEFT", *(others for _ in table.heads[1:])),
        "line_height": table_cells.LINE,
        "padding": table_cells.PADDING,
        "borders_layout": "HORIZONTAL_LINES",
        "headings_style": FontFace(emphasis="BOLD", fill_color=GREY),
        "v_align": "T",
    }
    with page.table(**settings) as made:
        for row in rows:
            made.row(row)
    page.ln(0.8)
    note = speak(table.note, language)
    if note:
        _paragraph(page, note, "note")
    page.ln(1)
