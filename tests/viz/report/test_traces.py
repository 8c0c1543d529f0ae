"""No file of a report says on which machine, by whom and in which folder it was made; and no name becomes a formula."""

import dataclasses
import getpass
import io
import os
import socket
import zipfile
import zlib
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from approdo.viz.figures.saving import save
from approdo.viz.report.docx import docx
from approdo.viz.report.html import html
from approdo.viz.report.pdf import pdf
from approdo.viz.report.pieces import Report
from approdo.viz.report.tables import table_csv
from tests.viz.report.conftest import MADE

pytestmark = pytest.mark.promise("privacy.traces")
LEAST = 4  # letters: a shorter account name (root) stands in words too


@pytest.fixture(scope="module")
def short(reports):
    """A section with a figure and one with tables."""
    kept = tuple(part for part in reports["en"].sections if part.id in ("answer", "costs"))
    return dataclasses.replace(reports["en"], sections=kept)


def traces():
    """Return what would tell who made a file and where."""
    root = Path(__file__).resolve().parents[3]
    found = {str(root), str(Path.home()), str(Path.cwd()), socket.gethostname(), getpass.getuser()}
    found |= {os.environ.get(name, "") for name in ("USER", "LOGNAME", "HOSTNAME", "TMPDIR")}
    return {each for each in found if len(each) > LEAST} | {"/tmp/", "pytest-of"}


def unpacked(content):
    """Return a file with what is packed inside it."""
    parts = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
            parts += [repr(info).encode() for info in archive.infolist()]
    for piece in content.split(b"stream\n")[1:]:  # of a PDF
        try:
            parts.append(zlib.decompressobj().decompress(piece))
        except zlib.error:
            continue
    return b"\0".join(parts)


def check(content):
    whole = unpacked(content)
    assert [each for each in traces() if each.encode() in whole] == []


def test_documents(short: Report):
    for content in (html(short, "en"), docx(short, "en", MADE), pdf(short, "en", MADE), table_csv(short, "en")):
        check(content)


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_figures(ending, tmp_path):
    path = tmp_path / f"figure{ending}"
    axes = Figure().subplots()
    axes.plot([1, 2])
    save(axes, path)
    content = path.read_bytes()
    check(content)
    for tag in (b"Author", b"Software", b"CreationDate", b"ModDate", b"dc:date"):
        assert tag not in content
