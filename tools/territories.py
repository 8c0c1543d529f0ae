"""Build model/data/territories/*.toml from model/data/evidence: `python tools/territories.py [--check]`.

The files are a pure function of the evidence and of tools/territory_files; --check writes nothing and fails where a
file on disk differs. Italian provinces come from the tables of the evidence, thin territories from
tools/territory_files/thin. docs/explanation/territories.md says how each figure comes about.
"""

from __future__ import annotations

import argparse
import sys

from territory_files.evidence import TERRITORIES, Evidence, read_provinces
from territory_files.render import territory_text
from territory_files.thin import read_thin, thin_text


def main() -> int:
    """Write or check every territory file."""
    parser = argparse.ArgumentParser(description="Build the territory files from the evidence.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    checking = parser.parse_args().check
    evidence = Evidence()
    differing: list[str] = []
    TERRITORIES.mkdir(parents=True, exist_ok=True)
    texts = {province.id: territory_text(evidence, province) for province in read_provinces()}
    texts |= {thin.id: thin_text(evidence, thin) for thin in read_thin()}
    for name, text in texts.items():
        path = TERRITORIES / f"{name}.toml"
        wanted = text.encode("utf-8")
        if path.is_file() and path.read_bytes() == wanted:
            continue
        differing.append(path.name)
        if not checking:
            path.write_bytes(wanted)
    verb = "differs from the evidence" if checking else "written"
    for name in differing:
        print(f"{name}: {verb}")
    return 1 if checking and differing else 0


if __name__ == "__main__":
    sys.exit(main())
