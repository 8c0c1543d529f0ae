"""The reference page of all studies, written from their files and the recorded verdicts."""

from collections.abc import Mapping, Sequence
from typing import Final

from .reading import Study
from .spec import Check
from .verdicts import Verdict

SAID: Final = {"inside": "inside", "outside": "**outside**", "undefined": "not defined"}
HEAD: Final = """# The published studies, replayed

Written by `python -m tools.studies` from `experiments/studies/*.toml` and `verdicts.toml`; a test compares. Each study
is a file; how to run or add one: [replay a study](../how-to/replay-a-study.md).

*Inside* means that the mean over the runs lies in the band; *on the edge*, that its 95 % interval reaches over an edge.
Bands marked * are published intervals, the others our judgement, stated before the runs. *Fitted* marks figures that
the model's numbers were or may be set to, by hand or by calibration: they say little about whether the model is right.
No rule was changed for a study: a miss is shown as it falls; what is known of its reason is under *fit* and *not yet*.
"""


def page(studies: Sequence[Study], verdicts: Mapping[tuple[str, str], Verdict]) -> str:
    """Return the page as Markdown."""
    rows = [(study, verdicts.get((study.id, check.id)), check) for study in studies for check in study.spec.check]
    known = [verdict for _, verdict, _ in rows if verdict is not None]
    free = [verdict for _, verdict, check in rows if verdict is not None and not check.fitted]
    parts = [
        HEAD,
        f"{_count(known)} of {len(known)} checks are inside; of the {len(free)} that nothing was fitted to, "
        f"{_count(free)}.\n",
    ]
    return "\n".join([*parts, *(_study(study, verdicts) for study in studies)])


def _count(verdicts: Sequence[Verdict]) -> int:
    return sum(verdict.inside is True for verdict in verdicts)


def _study(study: Study, verdicts: Mapping[tuple[str, str], Verdict]) -> str:
    head = study.spec.published
    lines = [
        f"## {study.id} {head.title}",
        "",
        f"{head.about}",
        "",
        f"Source ({head.status}): {head.source}.",
        "",
        f"*Fit*: {head.fit}",
        "",
    ]
    if head.not_yet:
        lines += [f"*Not yet*: {'; '.join(head.not_yet)}.", ""]
    lines += [
        "| check | published | band | simulated [95 %] | runs | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for check in study.spec.check:
        lines.append(_row(check, verdicts.get((study.id, check.id))))
    return "\n".join(lines) + "\n"


def _row(check: Check, verdict: Verdict | None) -> str:
    label = f"{check.label}{' (fitted)' if check.fitted else ''}{f'; {check.why}' if check.why else ''}"
    band = f"{number(check.band[0])} to {number(check.band[1])}{'*' if check.band_from == 'published' else ''}"
    if verdict is None:
        return f"| {label} | {number(check.published)} | {band} | not run yet | | |"
    simulated = f"{number(verdict.simulated)} [{number(verdict.low)}, {number(verdict.high)}]"
    if verdict.simulated is None:
        simulated = "-"
    said = SAID[verdict.word] + ("" if clear(check, verdict) else ", on the edge")
    return f"| {label} | {number(check.published)} | {band} | {simulated} | {verdict.runs} | {said} |"


def clear(check: Check, verdict: Verdict) -> bool:
    """Tell whether the recorded interval stays on one side of the band's edges."""
    if verdict.low is None or verdict.high is None:
        return True
    low, high = check.band
    return (low <= verdict.low and verdict.high <= high) or verdict.high < low or verdict.low > high


def number(value: float | None) -> str:
    """Return a number with at most four digits, ``-`` for none."""
    return "-" if value is None else f"{value:.4g}"
