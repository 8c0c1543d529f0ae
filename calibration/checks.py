"""Is the posterior any good? Each check with its figure, and one verdict in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from .fit import INTERVAL, Cloud, Learned, adjust, quantiles
from .misfit import ALARM, Misfit
from .priors import Box, Floats, Priors, Role

LEFT_OUT: Final = 200  # runs that play the data
BINS: Final = 10
STRONG: Final = 0.7  # correlation from which two numbers are hard to tell apart
LITTLE: Final = 0.1  # contraction below which the data say next to nothing
EDGE: Final = 0.05  # of the range
PILED: Final = 0.25  # posterior mass within EDGE of an end from which draws pile up
NO_COMPARISON: Final = "baseline, selection and effect cannot be separated"

GOOD, WEAK, BAD = "good", "weak", "do not use"

# What would tell two numbers apart, by the sections of their names.
APART: Final[Mapping[frozenset[str], str]] = {
    frozenset({"landlords.prejudice_mean", "landlords.reply"}): (
        "discrimination from acceptance; the group breakdown would"
    ),
    frozenset({"landlords", "rivals"}): "landlords' choices from competition; the number of applications would",
    frozenset({"landlords", "search"}): "acceptance from how much people search; the number of applications would",
    frozenset({"hosts", "no_home"}): "hosting from other ways to live without a home; monthly housing spells would",
    frozenset({"hosts", "record"}): "hosting from how it is written down; asking about the title to the home would",
    frozenset({"work"}): "finding work from losing it; start and end of each job would",
    frozenset({"work", "landlords"}): "work from acceptance as the way to a home; monthly work spells would",
    frozenset({"tutoring", "programme"}): "how well support works from who takes it up; a comparison group would",
    frozenset({"record"}): "how people are lost from the record; a second source on those who were lost would",
}


@dataclass(frozen=True, eq=False)
class Checks:
    """What was found out about a posterior; `reasons` are sentences, worst first."""

    verdict: str
    reasons: tuple[str, ...]
    coverage: float  # share of truths inside their 90 % interval, runs near the data
    coverage_each: Mapping[str, float]
    left_out: int
    ranks: Mapping[str, tuple[int, ...]]  # histogram of the truth's place among the draws
    rank_p: float  # smallest p over the free numbers, times their number
    misfit: Misfit
    contraction: Mapping[str, float]
    correlated: tuple[tuple[str, str, float], ...]
    piled: tuple[tuple[str, str], ...]  # name, "low" or "high"
    failed: float  # share of runs
    warnings: tuple[str, ...]


def leave_one_out(line: Floats, learned: Learned, cloud: Cloud) -> tuple[NDArray[np.bool_], Floats]:
    """Let runs near the data play the data; return which truths fell into their interval, and the truths' ranks.

    Returns:
        inside, ranks: ``[runs left out, d]``; a rank is the share of draws below the truth.
    """
    played = cloud.kept[np.linspace(0, cloud.kept.size - 1, min(LEFT_OUT, cloud.kept.size)).astype(np.int64)]
    tails = np.array([0.5 - INTERVAL / 2, 0.5 + INTERVAL / 2])
    inside, ranks = np.empty((played.size, line.shape[1]), np.bool_), np.empty((played.size, line.shape[1]))
    for row, run in enumerate(played):
        found = adjust(line, learned.runs, learned.runs[run], learned.noise, skip=int(run))
        low, high = quantiles(found.line, found.weights, tails)
        inside[row] = (line[run] >= low) & (line[run] <= high)
        ranks[row] = found.weights @ (found.line < line[run])
    return inside, ranks


def rank_histogram(ranks: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return counts of ranks in ten equal bins ``[d, bins]`` and for each number the p of all bins being as likely."""
    counts = np.stack([np.histogram(column, BINS, (0.0, 1.0))[0] for column in ranks.clip(0.0, 1.0).T])
    expected = len(ranks) / BINS
    p: Floats = chi2.sf(((counts - expected) ** 2 / expected).sum(axis=1), BINS - 1)
    return counts.astype(np.int64), p


def check(
    priors: Priors,
    box: Box,
    line: Floats,
    learned: Learned,
    cloud: Cloud,
    draws: Floats,
    found: Misfit,
    failed: float,
    has_comparison: bool,
) -> Checks:
    """Check a posterior.

    Args:
        priors: the free numbers.
        box: the part of the unit cube that `line` lives on.
        line: draws of the runs, logits inside the box ``[runs, d]``.
        learned: summaries of the same runs.
        cloud: the posterior on that scale.
        draws: posterior draws of equal weight on the unit scale.
        found: the check of misfit.
        failed: share of runs that broke.
        has_comparison: whether the data hold people without support.
    """
    inside, ranks = leave_one_out(line, learned, cloud)
    counts, p = rank_histogram(ranks)
    contraction = 1.0 - draws.std(axis=0) * np.sqrt(12.0)
    correlated = _correlated(priors, cloud)
    piled = _piled(priors, draws)
    warnings = [f"these data cannot tell {_apart(a, b)}" for a, b, _ in correlated]
    warnings += [f"{name} piles up at the {end} end of its range: is the range right?" for name, end in piled]
    names = np.array(priors.names)
    unsaid = [
        name
        for name, row, value in zip(priors.names, priors.rows, contraction, strict=True)
        if value < LITTLE and row.role is not Role.RECORD
    ]
    if unsaid:
        warnings.append(f"these data say next to nothing about {', '.join(unsaid)}: the prior speaks")
    coverage = float(inside.mean())
    rank_p = float(min(1.0, p.min() * p.size))
    verdict, reasons = judge(coverage, rank_p, found, contraction, failed, has_comparison, len(piled))
    return Checks(
        verdict=verdict,
        reasons=reasons,
        coverage=coverage,
        coverage_each={str(name): float(share) for name, share in zip(names, inside.mean(axis=0), strict=True)},
        left_out=len(inside),
        ranks={str(name): tuple(int(n) for n in row) for name, row in zip(names, counts, strict=True)},
        rank_p=rank_p,
        misfit=found,
        contraction={str(name): float(value) for name, value in zip(names, contraction, strict=True)},
        correlated=correlated,
        piled=piled,
        failed=failed,
        warnings=tuple(warnings),
    )


def judge(
    coverage: float, rank_p: float, found: Misfit, contraction: Floats, failed: float, has_comparison: bool, piled: int
) -> tuple[str, tuple[str, ...]]:
    """Return the verdict and its reasons, worst first."""
    bad, weak = [], []
    if found.p <= 0.01:
        bad.append(f"the model does not make data like these (p = {found.p:.3f}); most unlike: {found.worst}")
    elif found.p <= ALARM:
        weak.append(f"the model hardly makes data like these (p = {found.p:.3f}); most unlike: {found.worst}")
    if coverage < 0.80:
        bad.append(f"90 % intervals held the truth in only {coverage:.0%} of trials: they are too narrow")
    elif coverage < 0.86:
        weak.append(f"90 % intervals held the truth in {coverage:.0%} of trials: they are somewhat narrow")
    elif coverage > 0.96:
        weak.append(f"90 % intervals held the truth in {coverage:.0%} of trials: they are wider than need be")
    if failed > 0.10:
        bad.append(f"{failed:.0%} of the runs broke: what is left is no fair sample")
    elif failed > 0.01:
        weak.append(f"{failed:.1%} of the runs broke")
    if rank_p < 0.01:
        weak.append("truths do not fall evenly among the draws (rank histogram)")
    if contraction.max() < LITTLE:
        weak.append("the data say next to nothing about any free number")
    if not has_comparison:
        weak.append(f"without a comparison group {NO_COMPARISON}; no lever's effect is updated")
    if piled:
        weak.append("draws pile up at the end of a range")
    if bad:
        return BAD, (*bad, *weak)
    if weak:
        return WEAK, tuple(weak)
    return GOOD, ("intervals hold the truth as often as they say, and the model makes data like these",)


def _correlated(priors: Priors, cloud: Cloud) -> tuple[tuple[str, str, float], ...]:
    centred = cloud.line - cloud.weights @ cloud.line
    covariance = (centred * cloud.weights[:, None]).T @ centred
    spread = np.sqrt(np.diag(covariance)).clip(1e-12)
    matrix = covariance / np.outer(spread, spread)
    pairs = [
        (priors.names[a], priors.names[b], float(matrix[a, b]))
        for a in range(len(spread))
        for b in range(a + 1, len(spread))
        if abs(matrix[a, b]) >= STRONG
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs(pair[2])))


def _apart(first: str, second: str) -> str:
    """Return in words what cannot be told apart, and what would."""
    sections = frozenset({first.partition(".")[0], second.partition(".")[0]})
    known = APART.get(frozenset({first, second})) or APART.get(sections)
    return known or f"{first} from {second}"


def _piled(priors: Priors, draws: Floats) -> tuple[tuple[str, str], ...]:
    found = []
    for column, name in enumerate(priors.names):
        if (draws[:, column] < EDGE).mean() > PILED:
            found.append((name, "low"))
        if (draws[:, column] > 1 - EDGE).mean() > PILED:
            found.append((name, "high"))
    return tuple(found)
