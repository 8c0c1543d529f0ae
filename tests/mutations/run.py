"""Puts mistakes into the rules, one at a time: `python -m tests.mutations.run --sample 60`.

The rules run without compilation, and a mistake lives in a process of its own: no file is changed. A mistake is
noticed if a month of a small world ends otherwise than in the second program (`tests/oracle`), in an error, or never;
if not, then by the known answers of single rules (`tests/model/rules`), which `make test` asks for, too.
With `--state FILE` each mistake is noted as soon as it was tried, and the same command goes on where it was stopped.
"""

import argparse
import hashlib
import importlib
import json
import os
import pickle
import random
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

os.environ["NUMBA_DISABLE_JIT"] = "1"

import pytest

from approdo.model.kernel import INTERPRETED  # after numba was told not to compile

from .changes import Mistake, mistakes
from .lived import RULES, Lines, Lived, cases, live

ORACLE = Path(__file__).parents[1] / "oracle"
KNOWN = Path(__file__).parents[1] / "model" / "rules"
ENDS = ("noticed", "error", "no end", "known answer", "unnoticed", "not reached")
MISSED = ("unnoticed", "not reached")
SECONDS = 20  # of processor time for a month, which takes a tenth of one
FIRST = 8  # months before the known answers are asked for, which take as long as a few dozen
SECONDS_KNOWN = 120  # for the known answers, which take three
UNFINISHED = 3  # how a run ends that had no time for all


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
    """Return what becomes of a mistake in these months and before the known answers, in a process of its own."""
    child = os.fork()
    if child == 0:
        _try(mistake, lived)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "no end" if os.WTERMSIG(status) == signal.SIGPROF else "error"
    return ENDS[os.WEXITSTATUS(status)]


def _try(mistake: Mistake, lived: Sequence[Lived]) -> None:
    end = "unnoticed" if lived else "not reached"
    try:
        warnings.simplefilter("ignore")
        module = importlib.import_module(f"approdo.model.processes.{mistake.path.stem}")
        getattr(module, mistake.function).__code__ = mistake.code()
        if not all(_agrees(month) for month in lived[:FIRST]):
            end = "noticed"
        elif not known_answers_hold():
            end = "known answer"
        elif not all(_agrees(month) for month in lived[FIRST:]):
            end = "noticed"
    except Exception:  # noqa: BLE001 - whatever a wrong rule may do
        end = "error"
    finally:
        os._exit(ENDS.index(end))


def _agrees(month: Lived) -> bool:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of the processor: a busy machine is no reason
    return month.agrees()


def known_answers_hold() -> bool:
    """Say whether single rules give the known answers; to be asked once in a process."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS_KNOWN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    return pytest.main(["-qx", "-p", "no:cacheprovider", "-p", "no:playwright", "-p", "no:xdist", str(KNOWN)]) == 0


def check_known_answers() -> None:
    """Ask for the known answers with the rules as they are, in a process of its own.

    Raises:
        AssertionError: one is wrong before anything is changed.
    """
    child = os.fork()
    if child == 0:
        try:
            wrong = not known_answers_hold()
        except BaseException:  # noqa: BLE001 - whatever it is, the child ends here
            wrong = True
        os._exit(wrong)
    if os.waitpid(child, 0)[1]:
        raise AssertionError(f"{KNOWN}: an answer is wrong before anything is changed")


def some(lived: Sequence[Lived], names: set[str], most: int) -> list[Lived]:
    """Return at most so many of the named months, in an order drawn by lot: what one world misses, the next may not."""
    named = [month for month in lived if month.name in names]
    return random.Random(len(named)).sample(named, min(most, len(named)))


class Tried:
    """What became of mistakes, one line of JSON each in a file (if any), so that a run goes on where it was stopped.

    What was tried counts while neither the rules nor what looks at them is changed.
    """

    def __init__(self, file: Path | None, most: int) -> None:
        folders = (Path(__file__).parent, ORACLE, KNOWN)
        looked_at = [*RULES.parent.rglob("*.py"), *(path for folder in folders for path in folder.glob("*.py"))]
        content = b"".join(path.read_bytes() for path in sorted(looked_at))
        self.file, self.key = file, hashlib.sha256(content + str(most).encode()).hexdigest()[:16]
        rows = file.read_text(encoding="utf-8").splitlines() if file is not None and file.exists() else []
        noted = [json.loads(row) for row in rows if row.endswith("}")]  # not one that was cut off
        self.ends = {(row["mistake"], row["place"]): row["end"] for row in noted if row["key"] == self.key}

    def end(self, mistake: Mistake) -> str | None:
        """Return what became of a mistake, if it was tried."""
        return self.ends.get((str(mistake), mistake.place))

    def note(self, found: Found) -> None:
        """Write down what became of a mistake."""
        row = {"key": self.key, "mistake": str(found.mistake), "place": found.mistake.place, "end": found.end}
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as opened:
                opened.write("\n" + json.dumps(row))  # whatever the last one was cut off at


def live_or_read(before: Tried) -> tuple[list[Lived], Lines]:
    """Live the months, or read them where an earlier part of the run has left them, beside the file of what was tried.

    Raises:
        AssertionError: something is wrong before anything is changed.
    """
    file = None if before.file is None else before.file.with_suffix(f".{before.key}")
    if file is not None and file.exists():
        return cast("tuple[list[Lived], Lines]", pickle.loads(file.read_bytes()))
    lived, lines = live(cases())
    check_known_answers()
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".part")
        beside.write_bytes(pickle.dumps((lived, lines)))
        beside.rename(file)
    return lived, lines


def report(found: Sequence[Found], seconds: float) -> str:
    """Return a table by file and the list of what nobody noticed."""
    lines = [
        f"| file | mistakes | {' | '.join(ENDS)} |",
        f"|---|---{'|---' * len(ENDS)}|",
    ]
    by_file: Mapping[str, Counter[str]] = {each.mistake.path.name: Counter() for each in found}
    for each in found:
        by_file[each.mistake.path.name][each.end] += 1
    total = sum(by_file.values(), Counter[str]())
    for name, counted in [*sorted(by_file.items()), ("all", total)]:
        lines.append(f"| {name} | {sum(counted.values())} | " + " | ".join(str(counted[end]) for end in ENDS) + " |")
    share = f"{100 * (1 - sum(total[end] for end in MISSED) / len(found)):.1f} %" if found else "none"
    lines += ["", f"Noticed of all {len(found)}: {share}. {seconds:.0f} seconds."]
    for end in MISSED:
        rows = [f"- {each.mistake}" for each in found if each.end == end]
        lines += ["", f"{end.capitalize()}: {len(rows)}", *rows]
    return "\n".join(lines)


def main(words: Sequence[str]) -> int:
    """Try mistakes and say what became of them; 1 if too many were not noticed, 3 if there was no time for all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations.run", description=(__doc__ or "").split(":")[0])
    parser.add_argument("places", nargs="*", metavar="FILE[:LINE]", help="such as money.py:70; default: all rules")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="try N of them, drawn by lot; default: all")
    parser.add_argument("--seed", type=int, default=1, help="of the lot")
    parser.add_argument("--most", type=int, default=1000, metavar="N", help="months at most for one mistake")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin none so long after the first")
    parser.add_argument("--state", type=Path, metavar="FILE", help="note here what was tried, and go on from there")
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
    before = Tried(asked.state, asked.most)
    ends = [before.end(mistake) for mistake in chosen]
    if None in ends:
        lived, lines = live_or_read(before)
        seconds = time.monotonic() - begun
        print(f"{len(lived)} months agree before anything is changed ({seconds:.0f} s)", file=sys.stderr)
    until = time.monotonic() + 60 * asked.minutes  # from here, or a short share would never get to a mistake
    for number, mistake in enumerate(chosen):
        if ends[number] is None and time.monotonic() < until:
            months = some(lived, lines.get(mistake.path.name, {}).get(mistake.line, set()), asked.most)
            ends[number] = end = tried(mistake, months)
            before.note(Found(mistake, end))
            print(f"{number + 1} of {len(chosen)}: {end}: {mistake}", file=sys.stderr)
    found = [Found(mistake, end) for mistake, end in zip(chosen, ends, strict=True) if end is not None]
    told = report(found, time.monotonic() - begun)
    print(told)
    if asked.to is not None:
        asked.to.write_text(f"{told}\n", encoding="utf-8")
    if len(found) < len(chosen):
        print(f"{len(found)} of {len(chosen)} were tried; the same command goes on.", file=sys.stderr)
        return UNFINISHED
    return int(sum(each.end not in MISSED for each in found) < asked.least * len(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
