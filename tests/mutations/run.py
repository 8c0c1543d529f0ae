"""Puts mistakes into the rules, one at a time: `python -m tests.mutations.run --sample 60`.

The rules run without compilation, and a mistake lives in a process of its own: no file is changed. A mistake is
noticed if a month of a small world ends otherwise than in the second program (`tests/oracle`), in an error, or never.
"""

import argparse
import importlib
import os
import random
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ["NUMBA_DISABLE_JIT"] = "1"

from approdo.model.kernel import INTERPRETED  # after numba was told not to compile

from .changes import Mistake, mistakes
from .lived import RULES, Lived, cases, live

ENDS = ("noticed", "error", "no end", "unnoticed", "not reached")
SECONDS = 120  # of processor time for all months of one mistake


@dataclass(frozen=True)
class Found:
    """What became of one mistake."""

    mistake: Mistake
    end: str  # of ENDS


def all_mistakes(places: Sequence[str] = ()) -> list[Mistake]:
    """Return every mistake in some files of model/processes (``money.py``) or lines (``money.py:70``); () for all."""
    paths = sorted(path for path in RULES.glob("*.py") if path.name != "__init__.py")
    if places:
        paths = [path for path in paths if any(place.partition(":")[0] == path.name for place in places)]
    found = [mistake for path in paths for mistake in mistakes(path)]
    if not places:
        return found
    return [each for each in found if {each.path.name, f"{each.path.name}:{each.line}"} & set(places)]


def tried(mistake: Mistake, lived: Sequence[Lived]) -> str:
    """Return what becomes of a mistake in these months, in a process of its own."""
    if not lived:
        return "not reached"
    child = os.fork()
    if child == 0:
        _try(mistake, lived)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "no end" if os.WTERMSIG(status) == signal.SIGPROF else "error"
    return ENDS[os.WEXITSTATUS(status)]


def _try(mistake: Mistake, lived: Sequence[Lived]) -> None:
    end = "unnoticed"
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of the processor: a busy machine is no reason
        warnings.simplefilter("ignore")
        module = importlib.import_module(f"approdo.model.processes.{mistake.path.stem}")
        getattr(module, mistake.function).__code__ = mistake.code()
        if not all(month.agrees() for month in lived):
            end = "noticed"
    except Exception:  # noqa: BLE001 - whatever a wrong rule may do
        end = "error"
    finally:
        os._exit(ENDS.index(end))


def spread(lived: Sequence[Lived], names: set[str], most: int) -> list[Lived]:
    """Return at most so many of the named months, from all worlds in turn."""
    named = [month for month in lived if month.name in names]
    if len(named) <= most:
        return named
    return [named[number * len(named) // most] for number in range(most)]


def report(found: Sequence[Found], seconds: float) -> str:
    """Return a table by file and the list of what nobody noticed."""
    lines = [
        "| file | mistakes | noticed | error | no end | unnoticed | not reached |",
        "|---|---|---|---|---|---|---|",
    ]
    by_file: Mapping[str, Counter[str]] = {each.mistake.path.name: Counter() for each in found}
    for each in found:
        by_file[each.mistake.path.name][each.end] += 1
    total = sum(by_file.values(), Counter[str]())
    for name, counted in [*sorted(by_file.items()), ("all", total)]:
        lines.append(f"| {name} | {sum(counted.values())} | " + " | ".join(str(counted[end]) for end in ENDS) + " |")
    reached = len(found) - total["not reached"]
    share = f"{100 * (reached - total['unnoticed']) / reached:.1f} %" if reached else "none"
    lines += ["", f"Noticed of those reached: {share}. {seconds:.0f} seconds."]
    for end in ("unnoticed", "not reached"):
        rows = [f"- {each.mistake}" for each in found if each.end == end]
        lines += ["", f"{end.capitalize()}: {len(rows)}", *rows]
    return "\n".join(lines)


def main(words: Sequence[str]) -> int:
    """Try mistakes and say what became of them; 1 if too many were not noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations.run", description=(__doc__ or "").split(":")[0])
    parser.add_argument("places", nargs="*", metavar="FILE[:LINE]", help="such as money.py:70; default: all rules")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="try N of them, drawn by lot; default: all")
    parser.add_argument("--seed", type=int, default=1, help="of the lot")
    parser.add_argument("--most", type=int, default=1000, metavar="N", help="months at most for one mistake")
    parser.add_argument("--least", type=float, default=0.0, metavar="SHARE", help="fail below this share noticed")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write the report here, too")
    asked = parser.parse_args(words)
    if not INTERPRETED:
        parser.error("the rules are compiled: run this as a program of its own")
    chosen = all_mistakes(asked.places)
    if not chosen:
        parser.error(f"no rules in {', '.join(asked.places)}")
    if 0 < asked.sample < len(chosen):
        lot = random.Random(asked.seed)
        chosen = [chosen[number] for number in sorted(lot.sample(range(len(chosen)), asked.sample))]
    begun = time.monotonic()
    lived, lines = live(cases())
    print(f"{len(lived)} months agree before anything is changed ({time.monotonic() - begun:.0f} s)", file=sys.stderr)
    found = []
    for number, mistake in enumerate(chosen, 1):
        months = spread(lived, lines.get(mistake.path.name, {}).get(mistake.line, set()), asked.most)
        found.append(Found(mistake, tried(mistake, months)))
        print(f"{number} of {len(chosen)}: {found[-1].end}: {mistake}", file=sys.stderr)
    told = report(found, time.monotonic() - begun)
    print(told)
    if asked.to is not None:
        asked.to.write_text(f"{told}\n", encoding="utf-8")
    reached = [each for each in found if each.end != "not reached"]
    return int(sum(each.end != "unnoticed" for each in reached) < asked.least * len(reached))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
