"""Calibrates a synthetic pilot whose truth is known and writes what came out: python -m tools.known_truth.

It takes some minutes of two processors. Numbers follow the model: run it again when the model has changed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "known-truth.md"
PLACES: Final = ("--territory", "sondrio", "--territory", "ragusa")
MADE: Final = ("pilot", "synthetic", "--to", "valley", "--people", "66", "--comparison", "34", *PLACES, "--seed", "7")
FITTED: Final = ("calibrate", "valley", "--truth", "valley-truth", "--runs", "1000", "--keep", "valley-posterior")
HEAD: Final = """# A calibration with the truth beside it

Written by `python -m tools.known_truth`: a pilot about nobody with as many people as INSIDE AUT, in two small
provinces, made by the model itself, then fitted as if nobody knew what it was made with. The last two columns of the
first table are what no real pilot has.

```text
{commands}
```

## What came out

```text
{output}
```

## What these data cannot identify

{cannot}

How to read the rest: [fit the model to a pilot](../how-to/calibrate.md). How often intervals hold the truth over
hundreds of such data sets is measured by `make bench BENCH=calibration`.
"""


def main() -> int:
    """Write the page."""
    with tempfile.TemporaryDirectory() as folder:
        _approdo(folder, MADE)
        output = _approdo(folder, FITTED).rstrip()
    shown = "\n".join(line for line in output.splitlines() if not line.startswith("Kept in"))
    warnings = [line.removeprefix("Warning: ") for line in shown.splitlines() if line.startswith("Warning: ")]
    cannot = "\n".join(f"- {warning}" for warning in warnings) or "Nothing was warned about."
    commands = "\n".join(" ".join(("approdo", *words)) for words in (MADE, FITTED))
    PAGE.write_text(HEAD.format(commands=commands, output=shown.rstrip(), cannot=cannot), encoding="utf-8")
    print(f"{PAGE.name}: written; {shown.splitlines()[0]}")
    return 0


def _approdo(folder: str, words: tuple[str, ...]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "approdo", *words], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
