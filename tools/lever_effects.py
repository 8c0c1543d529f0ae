"""Computes the table of levers of the reference page and records it: python -m tools.lever_effects (some minutes)."""

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from approdo import __version__
from approdo.experiments.lever_table import RUNS, cells, lever_effects
from approdo.model.engine import model_hash
from approdo.viz.cli.progress import progress

FILE = Path(__file__).parents[1] / "experiments" / "data" / "lever_effects.toml"
TERRITORIES = ("padova", "foggia")


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args()
    model = model_hash()  # before the runs: the files may change meanwhile
    with progress() as told:
        found = lever_effects(
            TERRITORIES, runs=asked.runs, workers=asked.workers, store=os.environ.get("APPRODO_STORE"), progress=told
        )
    lines = ["# The table of levers when last computed: python -m tools.lever_effects", "format = 1"]
    about = {
        "computed": datetime.now(UTC).date().isoformat(),
        "approdo": __version__,
        "model": model,
        "reproduce": found.reproduce,
    }
    lines += [f"{name} = {json.dumps(text)}" for name, text in about.items()]
    for place in TERRITORIES:
        rows = [each for each in found.effects if each.territory == place]
        lines += ["", f"[{place}]", f'baseline = "{rows[0].base:.2f}"']
        lines += [f"{each.kind} = {json.dumps(cells(each)[1:], ensure_ascii=False)}" for each in rows]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{FILE.name}: written")


if __name__ == "__main__":
    main()
