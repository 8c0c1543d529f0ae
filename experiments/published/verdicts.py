"""What the studies said when they were last run in full, check by check: a miss that becomes a hit has to be told."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .reading import FOLDER

if TYPE_CHECKING:
    from approdo.experiments.replay import Replay

FILE: Final = FOLDER / "verdicts.toml"
WORDS: Final = {True: "inside", False: "outside", None: "undefined"}


@dataclass(frozen=True)
class Verdict:
    """The recorded answer to one check. `history`: inside, outside or undefined, newest last, without repeats."""

    study: str
    check: str
    history: tuple[str, ...]
    simulated: float | None
    low: float | None
    high: float | None
    runs: int

    @property
    def word(self) -> str:
        """The answer that stands."""
        return self.history[-1]

    @property
    def inside(self) -> bool | None:
        """The answer as a truth value; None for undefined."""
        return next(value for value, word in WORDS.items() if word == self.word)

    @property
    def became_a_hit(self) -> bool:
        """Tell whether a miss was ever turned into a hit."""
        return any(now == "inside" for now in self.history[1:])


def read_verdicts(path: Path = FILE) -> dict[tuple[str, str], Verdict]:
    """Return the recorded verdicts by study and check; none, if there is no file."""
    if not path.exists():
        return {}
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("verdict", [])
    found = [
        Verdict(
            row["study"],
            row["check"],
            tuple(row["history"]),
            row.get("simulated"),
            row.get("low"),
            row.get("high"),
            row["runs"],
        )
        for row in rows
    ]
    return {(verdict.study, verdict.check): verdict for verdict in found}


def updated(recorded: Mapping[tuple[str, str], Verdict], replays: Sequence["Replay"]) -> dict[tuple[str, str], Verdict]:
    """Return the verdicts after these replays; verdicts of other studies stay, those of checks that are gone do not."""
    again = {replay.study.id for replay in replays}
    kept = {key: verdict for key, verdict in recorded.items() if key[0] not in again}
    for replay in replays:
        for found in replay.found:
            key = (replay.study.id, found.check.id)
            before = recorded[key].history if key in recorded else ()
            word = WORDS[found.inside]
            history = before if before[-1:] == (word,) else (*before, word)
            mean, low, high = found.simulated.mean, found.simulated.low, found.simulated.high
            kept[key] = Verdict(*key, history, _short(mean), _short(low), _short(high), found.simulated.n)
    return dict(sorted(kept.items(), key=lambda item: item[0][0]))


def write_verdicts(verdicts: Iterable[Verdict], path: Path = FILE) -> None:
    """Write the file of verdicts."""
    lines = [
        "# What the studies said when they were last run in full: python -m tools.studies",
        "# history: newest last. A miss that becomes a hit needs a line under Results change in CHANGELOG.md.",
        "format = 1",
    ]
    for verdict in verdicts:
        words = ", ".join(f'"{word}"' for word in verdict.history)
        lines += ["", "[[verdict]]", f'study = "{verdict.study}"', f'check = "{verdict.check}"', f"history = [{words}]"]
        for name in ("simulated", "low", "high"):
            number = getattr(verdict, name)
            lines += [] if number is None else [f"{name} = {number!r}"]
        lines.append(f"runs = {verdict.runs}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")
