"""Whether a process of the engine has become slower than it was, by kind of processor: ratios.toml.

What is counted is CPU over the reference loop, which does not depend on the hour; it does on the kind of processor.
"""

import json
import platform
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from approdo.model.territory import load_territory

from .engine import by_process
from .line import Line
from .measure import reference_ns

FILE = Path(__file__).with_name("ratios.toml")
LOST = 1.2  # a process this much slower than its stored ratio is named
ROUNDS = 3  # rounds of the ratios; the least counts, since whatever disturbs a measurement adds to it
PROBE = "padova"
PACKAGE = "ali"
EVERYTHING = "all levers"
HEAD = f"# CPU per person-month over the reference loop: {PROBE}, {PACKAGE}; all levers. make bench BENCH=keep\n"


def ratios() -> dict[str, float]:
    """Return ns per person-month of each process in units of the reference loop: the least of a few rounds of both.

    With the package, and with every lever (`_all_levers`), since a programme weighs on other processes.
    """
    units, rounds = [], []
    for _ in range(ROUNDS):
        units.append(reference_ns(chosen=min))
        found = by_process(load_territory(PROBE), PACKAGE)
        more = by_process(load_territory(PROBE), EVERYTHING)
        rounds.append(found | {f"{name}_all_levers": ns for name, ns in more.items()})
    return {name: min(each[name] for each in rounds) / min(units) for name in rounds[0]}


def processor(told: Path = Path("/proc/cpuinfo")) -> str:
    """Return the kind of this machine's processor, as it calls itself."""
    found = re.search(r"^model name\s*:\s*(.+?)\s*$", told.read_text(), re.MULTILINE) if told.is_file() else None
    return found[1] if found else platform.processor() or platform.machine()


def stored_ratios() -> dict[str, dict[str, float]]:
    """Return the ratios that `make bench BENCH=keep` kept, by kind of processor."""
    tables = tomllib.loads(FILE.read_text("utf-8")) if FILE.is_file() else {}
    return {kind: {name: float(ratio) for name, ratio in table.items()} for kind, table in tables.items()}


def lost(now: dict[str, float], before: dict[str, float]) -> list[str]:
    """Return a sentence for each process that lost a fifth or more, the greatest loss first."""
    worse = {name: ratio / before[name] for name, ratio in now.items() if ratio >= LOST * before.get(name, ratio)}
    order = sorted(worse, key=lambda name: -worse[name])
    return [f"{name} takes {100 * (worse[name] - 1):.0f} % longer than the stored ratio" for name in order]


def losses(now: dict[str, float]) -> Iterator[Line]:
    """Give how many processes lost, and name them; with nothing to compare with there is no figure to judge."""
    kind = processor()
    before = stored_ratios().get(kind)
    if not before:
        print(f"no ratios are stored for {kind}, so no loss can be told: make bench BENCH=keep stores them")
        return
    sentences = lost(now, before)
    yield Line("processes that lost 20 % against the stored ratios", len(sentences), 0.0)
    for sentence in sentences:
        print(f"  {sentence}")


def keep() -> int:
    """Measure the ratios and store them for this kind of processor; those of others stay."""
    kind = processor()
    tables = stored_ratios() | {kind: ratios()}
    written = [HEAD]
    for each, table in tables.items():
        lines = "".join(f"{name} = {ratio:.3f}\n" for name, ratio in table.items())
        written.append(f"[{json.dumps(each, ensure_ascii=False)}]\n{lines}")
    FILE.write_text("\n".join(written), encoding="utf-8")
    print(f"{FILE.name} is written for {kind}.")
    return 0
