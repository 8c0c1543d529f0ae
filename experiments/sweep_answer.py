"""What a study answers: rows for JSON and a table for people, each point of decision with its means and intervals."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from approdo.model.outcomes import OUTCOMES

from .factors import Factor, Value
from .numbers import decimals, interval, plain, signed
from .rows import Row, row
from .statistics import Estimate, Real, estimate
from .sweep import SweepResult
from .telling import failures

UNITS: Final = {outcome.id: outcome.unit for outcome in OUTCOMES}
MOST_LINES: Final = 60  # of the table for people
MOST_CHECKED: Final = 256  # points whose levers are looked at one by one


@dataclass(frozen=True)
class Cell:
    """One outcome of one package in one territory at one point of decision."""

    point: int
    territory: str
    package: str
    outcome: str
    level: Estimate
    difference: Estimate | None  # from the baseline; None for the baseline itself


def decisions(result: SweepResult) -> list[list[int]]:
    """Return the positions of the points that share their decisions and differ only in what is uncertain, by group."""
    if result.study.draws is None:
        return [[position] for position in range(len(result.points))]
    groups: dict[tuple[Value, ...], list[int]] = {}
    paths = [factor.path for factor in result.study.decisions]
    for position, point in enumerate(result.points):
        groups.setdefault(tuple(point.values[path] for path in paths), []).append(position)
    return list(groups.values())


def cells(result: SweepResult) -> Iterator[Cell]:
    """Yield every outcome of interest of every package, territory and point of decision."""
    study = result.study
    for outcome in study.outcomes:
        levels, differences = result.outcome(outcome), result.difference(outcome)
        for number, group in enumerate(decisions(result)):
            for place, territory in enumerate(study.territories):
                for arm, package in enumerate(study.packages):
                    yield Cell(
                        number,
                        territory.id,
                        package.id,
                        outcome,
                        _estimate(levels[group, place, arm]),
                        _estimate(differences[group, place, arm - 1]) if arm else None,
                    )


def _estimate(values: Real) -> Estimate:
    """Return mean and interval of ``[point, run]``: over draws where there are several, else over runs.

    Runs of one draw share its parameters, so that only draws are independent.
    """
    if len(values) == 1:
        return estimate(values[0])
    there = [line[np.isfinite(line)] for line in values]
    return estimate(np.array([line.mean() if len(line) else np.nan for line in there]))


def document(result: SweepResult) -> dict[str, Any]:
    """Return the results, ready for JSON: the same for the same study, whatever was in the store before."""
    points = [
        {
            "point": number,
            "values": values,
            "draws": len(group) if result.study.draws else None,
            "runs": len(group) * result.runs,
        }
        for number, (group, values) in enumerate(zip(decisions(result), decided(result), strict=True))
    ]
    return {"points": points, "rows": list(outcome_rows(result)), "changes_nothing": idle(result)}


def decided(result: SweepResult) -> list[dict[str, Value]]:
    """Return the values of the factors at each point of decision, by their paths."""
    factors = _shown(result)
    firsts = [result.points[group[0]].values for group in decisions(result)]
    return [{factor.path: values[factor.path] for factor in factors} for values in firsts]


def outcome_rows(result: SweepResult) -> Iterator[Row]:
    """Yield a row for each level, and for each difference from the baseline, at each point of decision."""
    baseline = result.study.packages[0].id
    for cell in cells(result):
        unit = UNITS[cell.outcome]
        yield {"point": cell.point, **row(cell.territory, cell.outcome, cell.package, None, unit, cell.level)}
        if cell.difference is not None:
            name = f"{cell.package} - {baseline}"
            yield {"point": cell.point, **row(cell.territory, cell.outcome, name, None, unit, cell.difference)}


def tell(result: SweepResult) -> tuple[list[str], list[list[str]], list[str]]:
    """Return heads and rows of the table of differences from the baseline, and the lines that go below it."""
    study, factors, groups = result.study, _shown(result), decisions(result)
    by_line: dict[tuple[int, str, str], list[str]] = {}
    for cell in cells(result):
        if cell.difference is not None:
            line = by_line.setdefault((cell.point, cell.territory, cell.package), [])
            places = decimals(cell.difference, cell.level.mean)
            line.append(f"{signed(cell.difference.mean, places)} {interval(cell.difference, places, True)}".strip())
    heads = [*_names(factors), "territory", "package", *(f"{outcome}: change" for outcome in study.outcomes)]
    rows = [
        [*(_text(result.points[groups[point][0]].values[each.path]) for each in factors), territory, package, *line]
        for (point, territory, package), line in by_line.items()
    ]
    below = [f"... and {len(rows) - MOST_LINES} lines more: --json FILE, or approdo store export"][
        : len(rows) > MOST_LINES
    ]
    units = ", ".join(f"{outcome} in {UNITS[outcome]}" for outcome in study.outcomes)
    spread = f"{study.draws} draws of what is uncertain" if study.draws else "runs"
    below += [
        f"Change from {study.packages[0].id}, means with 95 % intervals over {spread}; {units}.",
        *idle(result),
        *failures(result.tally),
    ]
    return heads, rows[:MOST_LINES], below


def idle(result: SweepResult) -> list[str]:
    """Return a sentence for each lever that changes nothing at some points of decision, with the reason."""
    study, groups = result.study, decisions(result)[:MOST_CHECKED]
    met: Counter[str] = Counter()
    for group in groups:
        arms = study.scenarios(result.points[group[0]].values, study.territories[0])
        met.update(
            f"{scenario.package.id}, {said}" for scenario in arms for said in scenario.package.warnings(scenario)
        )
    return [f"{said.removesuffix('.')} (at {count} of {len(groups)} points)." for said, count in met.items()]


def _shown(result: SweepResult) -> tuple[Factor, ...]:
    """Return the factors that a point of decision has one value of."""
    return result.study.decisions if result.study.draws else result.study.factors


def _names(factors: tuple[Factor, ...]) -> list[str]:
    """Return the last parts of the paths, as many as tell them apart."""
    for parts in range(1, 6):
        names = [".".join(factor.path.split(".")[-parts:]) for factor in factors]
        if len(set(names)) == len(names):
            break
    return names if factors else []


def _text(value: Value) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else plain(value, 0) if type(value) is int else str(value)
