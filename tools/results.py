"""Results of every release, kept so that a later one is compared with them.

`make results` (`python -m tools.results`) says what moved since the newest ones that are kept, and fails if numbers
moved that CHANGELOG.md does not own up to under "Results change". `make freeze` (`python -m tools.results --write`)
keeps those of this version; it is run once for a release, on purpose.
"""

import argparse
import json
import math
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import approdo
from approdo.experiments.compare import compare
from approdo.experiments.parameter_draws import Given
from approdo.model.engine import model_hash
from approdo.viz.cli.tables import table

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "tests" / "results"
CHANGELOG: Final = ROOT / "CHANGELOG.md"
SAME: Final = 1e-9  # another machine may add in another order
SHOWN: Final = 20
HEADS: Final = ("question", "number", "was", "is", "moved")


@dataclass(frozen=True)
class Question:
    """One comparison whose results are kept."""

    territory: str
    package: str
    months: int
    runs: int
    parameters: Given

    def __str__(self) -> str:
        return f"{self.territory}, {self.package}, {self.months} months, {self.runs} runs, parameters {self.parameters}"


QUESTIONS: Final = (
    Question("sondrio", "ali", 24, 6, "fixed"),
    Question("padova", "ali", 36, 4, "prior"),
    Question("foggia", "inside-aut", 24, 3, "fixed"),
    Question("prato", "anci-toscana", 24, 4, "fixed"),
)

Results = Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True)
class Moved:
    """One number that is another one now; None: there was none, or is none."""

    question: str
    number: str
    was: float | None
    now: float | None

    @property
    def share(self) -> float:
        """How far it moved as a share of what it was; infinite where that cannot be told."""
        if self.was is None or self.now is None or self.was == 0:
            return math.inf
        return self.now / self.was - 1


def results(questions: Sequence[Question] = QUESTIONS) -> Results:
    """Return the mean of every total of every arm, and of the paired differences, for each question."""
    found: dict[str, dict[str, float | None]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for asked in questions:
            answer = compare(
                asked.territory,
                asked.package,
                months=asked.months,
                runs=asked.runs,
                seed=1,
                store=f"sqlite:///{folder}/runs.db",
                workers=1,
                parameters=asked.parameters,
            )
            rows = [row for row in answer.rows() if row["month"] is None and row["group"] == "all"]
            found[str(asked)] = {f"{row['outcome']} ({row['arm']})": row["mean"] for row in rows}
    return found


def moved(was: Results, now: Results) -> Iterator[Moved]:
    """Yield every number that differs; a question or an outcome that is new is none of them."""
    for question, numbers in was.items():
        today = now.get(question, {})
        for number, before in numbers.items():
            after = today.get(number)
            same = before == after or (
                before is not None and after is not None and math.isclose(before, after, rel_tol=SAME, abs_tol=SAME)
            )
            if not same:
                yield Moved(question, number, before, after)


def newest(folder: Path = FOLDER) -> Path | None:
    """Return the file of the latest version that is kept; None if there is none."""
    return max(folder.glob("*.json"), key=lambda path: order(path.stem), default=None)


def order(version: str) -> tuple[tuple[int, ...], bool, int]:
    """Return what versions are sorted by: 1.0.0.dev0 comes before 1.0.0, and 1.9.0 before 1.10.0."""
    numbers = re.match(r"(\d+(?:\.\d+)*)(?:\.?(?:dev|a|b|rc)(\d+))?$", version)
    if numbers is None:
        raise ValueError(f"{version}: no version")
    return tuple(map(int, numbers[1].split("."))), numbers[2] is None, int(numbers[2] or 0)


def owned_up(changelog: str, version: str) -> bool:
    """Tell whether a part of the changelog that is newer than a version has an entry under "Results change"."""
    parts = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    for part in parts:
        if part.split()[0] == version:
            return False
        if re.search(r"^### Results change\n+- ", part, re.MULTILINE):
            return True
    return False


def told(found: Sequence[Moved], version: str) -> str:
    """Return in words what moved, the greatest share first."""
    if not found:
        return f"Nothing moved since {version}."
    first = sorted(found, key=lambda each: (-abs(each.share), each.question, each.number))[:SHOWN]
    rows = [[each.question, each.number, _said(each.was), _said(each.now), _percent(each.share)] for each in first]
    more = f"\n(+{len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    head = f"{len(found)} numbers moved since {version}:"
    return f"{head}\n{table(HEADS, rows)}{more}"


def _said(number: float | None) -> str:
    return "-" if number is None else f"{number:.6g}"


def _percent(share: float) -> str:
    return "-" if math.isinf(share) else f"{share:+.1%}"


def write() -> Path:
    """Keep the results of this version; return the file."""
    path = FOLDER / f"{approdo.__version__}.json"
    kept = {"approdo": approdo.__version__, "model": model_hash(), "results": results()}
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return path


def main(words: Sequence[str]) -> int:
    """Compare with the newest results that are kept, or keep those of this version."""
    parser = argparse.ArgumentParser(prog="python -m tools.results", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="keep the results of this version")
    if parser.parse_args(words).write:
        print(f"Written: {write().relative_to(ROOT)}")
        return 0
    path = newest()
    if path is None:
        parser.error("no results are kept yet: make freeze")
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    found = list(moved(kept["results"], results()))
    print(told(found, kept["approdo"]))
    if not found or owned_up(CHANGELOG.read_text(encoding="utf-8"), kept["approdo"]):
        return 0
    print('CHANGELOG.md does not say so: name the reason and the direction under "Results change".', file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
