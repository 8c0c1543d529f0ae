"""Reads the text of a PDF as fpdf2 writes it: glyph codes back to letters by each font's own table."""

import re
import zlib


def objects(content: bytes) -> dict[int, bytes]:
    """Return every object by number, streams decompressed."""
    found = {}
    for match in re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL):
        body = match[2]
        if stream := re.search(rb"stream\n(.*)\nendstream", body, re.DOTALL):
            data = zlib.decompress(stream[1]) if b"/FlateDecode" in body[: stream.start()] else stream[1]
            body = body[: stream.start()] + data
        found[int(match[1])] = body
    return found


def text(content: bytes) -> str:
    """Return all that the pages say, without spaces or line breaks."""
    return "".join(pages(content))


def pages(content: bytes) -> list[str]:
    """Return what each page says, in order, without spaces or line breaks."""
    made = objects(content)
    tables = {
        number: _letters(body) for number, body in made.items() if b"beginbfchar" in body or b"beginbfrange" in body
    }
    fonts = {}
    for body in made.values():
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body):
            table = re.search(rb"/ToUnicode (\d+) 0 R", made[int(number)])
            if table:
                fonts[name] = tables[int(table[1])]
    said = []
    for body in made.values():
        if b" Tf" not in body:
            continue
        page = []
        letters: dict[int, str] = {}
        for font, shown in re.findall(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\)", body, re.DOTALL):
            if font:
                letters = fonts.get(font, {})
            else:
                codes = re.sub(rb"\\([nrtbf()\\])", lambda m: _ESCAPES.get(m[1], m[1]), shown)
                page += [letters.get(int.from_bytes(codes[n : n + 2], "big"), "") for n in range(0, len(codes), 2)]
        said.append("".join("".join(page).split()).replace("\u200b", ""))
    return said


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _letters(table: bytes) -> dict[int, str]:
    found = {}
    for code, letter in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,8})>(?! ?<)", table):
        found[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    return found
