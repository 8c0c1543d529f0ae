"""The report as an editable document (Word, LibreOffice)."""

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from .drawing import png
from .pieces import Block, Bullets, Code, Paragraph, Picture, Report, Table, Words
from .speech import speak

if TYPE_CHECKING:
    from docx.document import Document

WIDTH: Final = 17.0  # cm, of the text
LANGUAGES: Final = {"en": "en-GB", "it": "it-IT"}
FONT, MONO = "Arial", "Courier New"  # every office has them, or their metric twins


def docx(report: Report, language: str, made: datetime) -> bytes:
    """Return the file; `made` is the date in its properties."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    for part in document.sections:
        part.page_width, part.page_height = Cm(21), Cm(29.7)
        part.left_margin = part.right_margin = part.top_margin = part.bottom_margin = Cm(2)
    document.styles["Normal"].font.name = FONT
    document.styles["Normal"].font.size = Pt(9.5)
    _proofread_in(document, LANGUAGES.get(language, language))
    about = document.core_properties
    about.title, about.language = speak(report.title, language), LANGUAGES.get(language, language)
    about.author, about.comments = "Approdo", ""
    about.created = about.modified = made.astimezone(UTC).replace(tzinfo=None)
    document.add_heading(speak(report.title, language), 0)
    document.add_paragraph(speak(report.subtitle, language))
    _footer(document, speak(report.title, language))
    for number, section in enumerate(report.all):
        document.add_heading(f"{number} {speak(section.title, language)}", 1)
        for block in section.blocks:
            _block(document, block, language)
    buffer = io.BytesIO()
    document.save(buffer)
    return _undated(buffer.getvalue())


def _proofread_in(document: "Document", language: str) -> None:
    """Tell the editor which language the text is in; otherwise it underlines every word of another one."""
    from docx.oxml.ns import qn

    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), language)


def _footer(document: "Document", title: str) -> None:
    """Write the title and the number of the page below each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    line = document.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(f"{title} · ")
    run.font.size = Pt(8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)


def _block(document: "Document", block: Block, language: str) -> None:
    if isinstance(block, Paragraph):
        _paragraph(document, speak(block.text, language), block.look)
    elif isinstance(block, Bullets):
        for item in block.items:
            document.add_paragraph(speak(item, language), style="List Bullet")
    elif isinstance(block, Code):
        run = document.add_paragraph().add_run(block.text)
        run.font.name = MONO
    elif isinstance(block, Picture):
        _picture(document, block, language)
    else:
        _table(document, block, language)


def _paragraph(document: "Document", text: str, look: str) -> None:
    from docx.shared import Pt

    run = document.add_paragraph(style="Intense Quote" if look == "warning" else None).add_run(text)
    run.bold = look == "lead" or None
    run.italic = look == "own" or None
    if look == "note":
        run.font.size = Pt(8)


def _picture(document: "Document", picture: Picture, language: str) -> None:
    from docx.shared import Cm

    shape = document.add_picture(io.BytesIO(png(picture, language)), width=Cm(WIDTH))
    # What a screen reader says; python-docx has no name for it.
    shape._inline.docPr.set("descr", speak(picture.told, language))
    caption = f"{speak(Words('report.figure'), language)}: {speak(picture.caption, language)}"
    _paragraph(document, caption, "note")


def _table(document: "Document", table: Table, language: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    heading = document.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    heading.add_run(speak(table.caption, language)).bold = True
    made = document.add_table(rows=len(table.rows) + 1, cols=len(table.heads), style="Table Grid")
    made.autofit = False
    shares = table.widths or (2.0, *(1.0 for _ in table.heads[1:]))
    widths = [Cm(WIDTH * share / sum(shares)) for share in shares]
    for number, (row, cells) in enumerate(zip(made.rows, (table.heads, *table.rows), strict=True)):
        for place, (cell, piece) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = widths[place]
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(speak(piece, language))
            run.font.size, run.bold = Pt(7.5), (number == 0) or None
            if table.numbers and place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _keep_rows(made)
    _paragraph(document, speak(table.note, language), "note")


def _keep_rows(made: Any) -> None:
    """Let no row be split between two pages, and the first stand on every page that the table goes over."""
    from docx.oxml import OxmlElement

    for row in made.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _undated(content: bytes) -> bytes:
    """Return the same file without the times at which its parts were written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name), given.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
