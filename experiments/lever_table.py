"""The table of levers: what each does alone, at its default dose, in one or several territories."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, read_lever
from approdo.model.levers.wording import nearest, shown

from .compare import compare
from .contrast import Contrast
from .numbers import decimals, interval, plain, signed
from .package import Package, load_package
from .request import BASELINE, MONTHS, SEED, Request, Territories
from .runner import Progress, Tally
from .statistics import Estimate
from .store import Store
from .uncertainty import Uncertainty

RUNS: Final = 32
MANY: Final = 10.0  # a displaced share beyond this is no share any more: next to nothing was averted


@dataclass(frozen=True)
class LeverEffect:
    """One lever in one territory.

    `worlds` is the difference of the headline, in homeless months per leaver, with the middle 95 % of the worlds and
    half the width of the interval of its mean; `lenient` and `plus` are its mean under the other definitions; `averted`
    homeless months of everybody over the whole horizon; `displaced` and `cost` (EUR per such month) as in a comparison;
    `planned` and `delivered` are means over the runs, in `unit`-months.
    """

    territory: str
    kind: str
    dose: float
    unit: str
    base: float | None
    worlds: Uncertainty
    lenient: float | None
    plus: float | None
    averted: Estimate
    displaced: Estimate
    cost: Estimate
    planned: float
    delivered: float
    spent: float
    idle: str

    @property
    def same(self) -> bool:
        """Tell whether no world differs in the headline."""
        return self.worlds.same

    def document(self) -> dict[str, Any]:
        """Return the row, ready for JSON."""
        told: dict[str, Any] = {
            "territory": self.territory,
            "kind": self.kind,
            "dose": self.dose,
            "unit": self.unit,
            "baseline": self.base,
            "effect": self.worlds.worlds.mean,
            "worlds_low": self.worlds.worlds.low,
            "worlds_high": self.worlds.worlds.high,
            "monte_carlo_half_width": self.worlds.half_width,
            "no_world_differs": self.same,
            "effect_lenient": self.lenient,
            "effect_plus": self.plus,
            "months_averted": _numbers(self.averted),
            "displaced_share": _numbers(self.displaced),
            "cost_per_month_averted": _numbers(self.cost),
            "planned": self.planned,
            "delivered": self.delivered,
            "spent_eur": self.spent,
        }
        return {**told, "changes_nothing": self.idle} if self.idle else told


@dataclass(frozen=True, eq=False)
class LeverTable:
    """The effects of levers in each territory; printing it gives the table."""

    request: Request
    on: str
    effects: tuple[LeverEffect, ...]
    tally: Tally
    reproduce: str

    def __str__(self) -> str:
        return told_of(self)

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        return {"on": self.on, "effects": [each.document() for each in self.effects], "reproduce": self.reproduce}


def lever_effects(
    territories: Territories,
    kinds: Sequence[str] = (),
    on: str = BASELINE,
    *,
    months: int = MONTHS,
    runs: int = RUNS,
    seed: int = SEED,
    store: Store | str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> LeverTable:
    """Add each lever at its default dose to a package, and compare with the package.

    Args:
        territories: by name or as loaded, at least one.
        kinds: of levers; none: all of them.
        on: the package that the levers are added to, by name or path; ``"none"``: each lever alone. Levers that only
            help others (networks, training, tools) do nothing alone.
        months: recorded months, 1 to 120.
        runs: pairs of runs, each with its own draw of the assumptions.
        seed: the same seed gives the same answer.
        store: address of the database of runs, or an open one; None for the user's.
        workers: processes; None for one per processor.
        progress: told ``(runs done, runs in all)``.

    Raises:
        BadInput: no territory, or something asked for does not exist or is out of range.
        Failure: as in `compare`.
    """
    for kind in kinds:
        if kind not in LEVERS:
            raise BadInput(f"unknown lever {shown(kind)}.{nearest(kind, LEVERS)} All levers: approdo levers")
    if not territories:
        raise BadInput("levers --effects: no territory. Example: approdo levers --effects padova foggia")
    base = load_package(on)
    packages = [_added(base, kind) for kind in (kinds or LEVERS)]
    answer = compare(
        territories,
        packages,
        base,
        months=months,
        runs=runs,
        seed=seed,
        store=store,
        workers=workers,
        progress=progress,
    )
    effects = tuple(_effect(contrast) for contrast in answer.contrasts)
    reproduce = _command(answer.request, kinds, on)
    return LeverTable(answer.request, on, effects, answer.tally, reproduce)


def _added(base: Package, kind: str) -> Package:
    taken = {lever.id for lever in base.levers}
    lever = read_lever({"kind": kind, "id": f"{kind}-added" if kind in taken else kind})
    return replace(base, id=kind, name=LEVERS[kind].label_en, levers=(*base.levers, lever))


def _effect(contrast: Contrast) -> LeverEffect:
    policy, kind = contrast.policy, LEVERS[contrast.policy.id]
    outcome, number = contrast.outcome("strict"), len(contrast.policy.scenario.package.levers) - 1
    lever = policy.scenario.package.levers[number]
    said = [text for text in contrast.warnings if text.startswith(f'lever "{lever.id}":')]
    return LeverEffect(
        policy.territory.id,
        kind.name,
        lever.number(kind.dose.name),
        kind.dose.unit,
        contrast.totals[outcome].base,
        contrast.worlds(outcome),
        contrast.totals[contrast.outcome("lenient")].difference.mean,
        contrast.totals[contrast.outcome("plus")].difference.mean,
        contrast.totals["hm_total"].difference.scaled(-1.0),
        contrast.displaced,
        contrast.cost_per_month,
        float(policy.planned[number]),
        float(policy.delivered_in_time[number]),
        float(policy.spent[number]),
        said[0] if said else "",
    )


def _command(request: Request, kinds: Sequence[str], on: str) -> str:
    places = [each[0].territory.id for each in request.scenarios]
    words = ["approdo", "levers", "--effects", *places, *(word for kind in kinds for word in ("--kind", kind))]
    words += ["--on", on] if on != BASELINE else []
    return " ".join([*words, f"--months {request.months} --runs {request.runs} --seed {request.seed}"])


def told_of(found: LeverTable) -> str:
    """Return the table for a terminal."""
    lines: list[str] = []
    for place in dict.fromkeys(each.territory for each in found.effects):
        rows = [each for each in found.effects if each.territory == place]
        alone = "each lever alone" if found.on == BASELINE else f"each lever added to {found.on}"
        base = "-" if rows[0].base is None else f"{rows[0].base:.2f}"
        lines += [f"{place}: {alone}, {found.request.runs} pairs over {found.request.months} months; {base} without"]
        table = [HEADS, *(cells(each) for each in rows)]
        widths = [max(len(row[column]) for row in table) for column in range(len(HEADS))]
        lines += [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
        ]
        lines += [""]
    return "\n".join([*lines, *NOTES, f"Reproduce: {found.reproduce}"])


HEADS: Final = (
    "lever",
    "dose",
    "effect",
    "",
    "lenient; plus",
    "averted",
    "displaced",
    "EUR per month averted",
    "delivered",
)
NOTES: Final = (
    "Effect: homeless months (strict) per leaver, ± error of the mean, [95 % of worlds]. Averted: of everybody over",
    "the whole horizon. Displaced: share of what the reached gain that others bear. Delivered: of what is planned.",
    "Lenient: places of programmes are homes; plus: beds without contract and prolonged reception are none.",
    "A dash: too little was averted to divide by. Default doses differ in size and cost: compare the costs.",
)


def cells(each: LeverEffect) -> tuple[str, ...]:
    """Return the cells of a row, as `HEADS`."""
    dose = f"{each.dose:g} {each.unit}"
    delivered = f"{each.delivered / each.planned:.0%}" if each.planned > 0 else "-"
    if each.same:
        return (each.kind, dose, "none in any world", "", _others(each, 2), _averted(each), "-", "-", delivered)
    places = max(decimals(Estimate(each.worlds.worlds.mean, *_ends(each), 0)), 2)
    mean = f"{signed(each.worlds.worlds.mean, places)} ±{plain(each.worlds.half_width, places)}"
    return (
        each.kind,
        dose,
        mean,
        interval(each.worlds.worlds, places, sign=True),
        _others(each, places),
        _averted(each),
        _ratio(each.displaced, percent=True),
        _ratio(each.cost),
        delivered,
    )


def _others(each: LeverEffect, places: int) -> str:
    return f"{signed(each.lenient, places)}; {signed(each.plus, places)}"


def _averted(each: LeverEffect) -> str:
    found, places = each.averted, decimals(each.averted)
    if found.low is None or found.high is None or found.mean is None:
        return "-"
    return f"{plain(found.mean, places)} {interval(found, places)}"


def _ends(each: LeverEffect) -> tuple[float | None, float | None]:
    mean, half = each.worlds.worlds.mean, each.worlds.half_width
    return (None, None) if mean is None or half is None else (mean - half, mean + half)


def _ratio(found: Estimate, percent: bool = False) -> str:
    """Return a ratio whose interval is finite; else a dash: what it divides by may be nothing."""
    if found.mean is None or found.low is None or found.high is None:
        return "-"
    if percent:
        wide = abs(found.mean) > MANY or found.high - found.low > MANY
        return "-" if wide else f"{found.mean:.0%} [{found.low:.0%}, {found.high:.0%}]"
    return f"{found.mean:,.0f} [{found.low:,.0f}, {found.high:,.0f}]"


def _numbers(found: Estimate) -> dict[str, Any]:
    made: dict[str, Any] = {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
    return {**made, "why": found.why} if found.why else made
