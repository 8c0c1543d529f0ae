"""What stands beside the model, as it was last recorded: published studies, patterns, and the fit of the defaults."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import approdo.calibration
from approdo.experiments.pattern_rules import PATTERNS, Pattern
from approdo.experiments.pattern_verdicts import PatternVerdict, read_pattern_verdicts
from approdo.experiments.published.reading import load_study, study_names
from approdo.experiments.published.verdicts import Verdict, read_verdicts


@dataclass(frozen=True)
class Standing:
    """A published study and its checks: how many are inside their band, of all and of those nothing was fitted to."""

    id: str
    title: str
    about: str
    source: str
    known: str
    inside: int
    checks: int
    free_inside: int
    free: int


@cache
def studies() -> tuple[Standing, ...]:
    """Return the studies that are built in."""
    verdicts = read_verdicts()
    found = []
    for name in study_names():
        study = load_study(name)
        checks = [(each, verdicts[study.id, each.id]) for each in study.spec.check if (study.id, each.id) in verdicts]
        every, free = [told for _, told in checks], [told for each, told in checks if not each.fitted]
        head = study.spec.published
        counts = (_inside(every), len(every), _inside(free), len(free))
        found.append(Standing(study.id, head.title, head.about, head.source, head.fit, *counts))
    return tuple(found)


def _inside(verdicts: Sequence[Verdict]) -> int:
    return sum(each.inside is True for each in verdicts)


@cache
def patterns() -> tuple[tuple[Pattern, PatternVerdict], ...]:
    """Return each pattern with its recorded answers, one a territory."""
    recorded = read_pattern_verdicts().values()
    return tuple((pattern, each) for pattern in PATTERNS for each in recorded if each.pattern == pattern.id)


@cache
def fit() -> dict[str, Any]:
    """Return the fit of the defaults as it was written, nothing where there is none."""
    path = Path(approdo.calibration.__file__).parent / "defaults" / "fit.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
