"""The report as a PDF, A4, with its fonts inside."""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .drawing import DPI, png
from .pieces import Block, Bullets, Code, Paragraph, Picture, Report, Section, Table, Words
from .speech import speak

if TYPE_CHECKING:
    from fpdf import FPDF

FONT: Final = "DejaVu"  # ships with matplotlib; has the accents, arrows and marks of the texts
SIDES: Final = 15.0  # mm
BODY, SMALL, CELL = 9.0, 7.5, 6.8  # points
LINE: Final = 1.35  # of the size of the letters
POINT: Final = 25.4 / 72
GREY, INK, BLUE = (242, 242, 242), (26, 26, 26), (11, 79, 138)
LONGEST_WORD: Final = 16  # letters, before a break is allowed inside


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
    first = section.blocks[0] if section.blocks else None
    # A title does not stay behind alone: what must fit after it is a figure, the head of a table, or some lines.
    after = _size(page, drawn[first.id])[1] if isinstance(first, Picture) else 40 if isinstance(first, Table) else 16
    _keep(page, 20 + after)
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


def _keep(page: "FPDF", height: float) -> None:
    """Begin a new page unless this much room is left on this one."""
    if page.get_y() + height > page.h - page.b_margin:
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
    from fpdf.fonts import FontFace

    _keep(page, 32)
    page.ln(1)
    page.set_font(FONT, "B", BODY)
    _text(page, speak(table.caption, language), BODY)
    page.set_font(FONT, "", CELL)
    page.set_fill_color(0)  # the colour of the page becomes that of cells, unless it is the one it begins with
    page.set_draw_color(150)
    page.set_line_width(0.15)
    widths = table.widths or (2.0, *(1.0 for _ in table.heads[1:]))
    others = "RIGHT" if table.numbers else "LEFT"
    settings: dict[str, Any] = {
        "col_widths": tuple(1000 * width / sum(widths) for width in widths),
        "text_align": ("LEFT", *(others for _ in table.heads[1:])),
        "line_height": CELL * POINT * 1.25,
        "padding": (0.5, 0.8),
        "borders_layout": "HORIZONTAL_LINES",
        "headings_style": FontFace(emphasis="BOLD", fill_color=GREY),
        "v_align": "T",
    }
    with page.table(**settings) as made:
        for row in (table.heads, *table.rows):
            made.row([_breakable(speak(cell, language)) for cell in row])
    page.ln(0.8)
    note = speak(table.note, language)
    if note:
        _paragraph(page, note, "note")
    page.ln(1)


def _breakable(text: str) -> str:
    """Return a text in which long words, such as names of parameters, may break behind their joints."""
    words = text.split(" ")
    return " ".join(
        word.replace("_", "_\u200b").replace(".", ".\u200b") if len(word) > LONGEST_WORD else word for word in words
    )
