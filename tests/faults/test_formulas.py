"""What a user calls things never becomes a formula in a spreadsheet, wherever Approdo writes a table."""

import csv
import dataclasses
import io

import pytest

from approdo.experiments.compare import compare
from approdo.experiments.export_files import RISKY
from approdo.experiments.package import load_package
from approdo.experiments.store import Store
from approdo.model import engine
from approdo.viz.dashboard import files, work
from approdo.viz.dashboard.bench import first_bench
from approdo.viz.report.content import content
from approdo.viz.report.material import materials
from approdo.viz.report.tables import table_csv
from tests.experiments import fake_engine

pytestmark = pytest.mark.promise("input.formulas")
WILD = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1")


def texts(content_):
    """Return every cell of a CSV that is no number."""
    for row in csv.reader(io.StringIO(content_.decode())):
        for cell in row:
            try:
                float(cell)
            except ValueError:
                yield cell


@pytest.mark.parametrize("name", WILD)
def test_a_table_of_the_dashboard(name, monkeypatch):
    monkeypatch.setattr(work, "rows", lambda *given: [{"package": name, "outcome": "x", "mean": -1.5}])
    written = files.table(first_bench(), 1, "")
    found = list(texts(written))
    assert "'" + name in found
    assert "-1.5" in written.decode()
    assert not [cell for cell in found if cell.startswith(RISKY[:-1])]


def test_the_table_of_a_report(monkeypatch, tmp_path):
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    wild = dataclasses.replace(load_package("ali"), id="wild", name=WILD[0])
    with Store(str(tmp_path / "runs.db")) as store:
        answer = compare("padova", wild, months=36, runs=8, seed=1, workers=1, store=store)
        report = content(materials(answer, store)[0], "approdo report", "en", {})
    found = list(texts(table_csv(report, "en")))
    assert any(WILD[0] in cell for cell in found)
    assert not [cell for cell in found if cell.startswith(RISKY[:-1])]
