"""Writes a small store in today's schema beside this file: ``python -m tests.faults.stores.make``, once for a schema.

What an earlier schema wrote is never written again: that is what the tests of upgrades read.
"""

import sqlite3
import tempfile
from pathlib import Path

from approdo.experiments.store import Store
from approdo.experiments.study_file import load_study
from approdo.experiments.sweep import sweep
from approdo.experiments.tables import SCHEMA
from approdo.model import engine
from tests.experiments import fake_engine

HERE = Path(__file__).parent
STUDY = """format = 1

[study]
name = "Doses"
territories = ["padova"]
months = 3
runs = 1
seed = 7
packages = ["ali"]

[[vary]]
path = "packages.ali.accompaniment.tutors"
values = [0.5, 2]
"""


def main() -> None:
    """Write the store as text."""
    engine.run_together = fake_engine.run_together
    with tempfile.TemporaryDirectory() as folder:
        path, study = Path(folder) / "runs.db", Path(folder) / "study.toml"
        study.write_text(STUDY)
        with Store(str(path)) as store:
            sweep(load_study(study), store=store, workers=1)
        with sqlite3.connect(path) as opened:
            text = "\n".join(opened.iterdump()) + "\n"
        opened.close()
    (HERE / f"schema-{SCHEMA}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
