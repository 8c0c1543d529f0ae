"""The options: every action with its dose, dates, people, cost, and where each number comes from."""

from collections.abc import Iterator
from typing import Final

from approdo.experiments.contrast import Contrast
from approdo.model.calendar import parse_month
from approdo.model.levers import LEVERS, Lever, lever_table
from approdo.model.levers.base import Field

from .material import Material
from .phrases import QUOTED, baseline, heads, name_of
from .pieces import (
    Block,
    Bullets,
    Idle,
    Joined,
    Month,
    Named,
    Number,
    Paragraph,
    Piece,
    Quoted,
    Section,
    Table,
    Told,
    Unit,
    Words,
)
from .place import group

APART: Final = ("id", "kind", "start", "months", "eligibility")  # told in the first table, or in words
PER_CENT: Final = "per cent"
MOST_PLACES: Final = 5  # decimals of a number as a file states it; a quotient such as a third has more


def section(material: Material) -> Section:
    """Return the section; packages that a study varies are each an option."""
    blocks: list[Block] = [Paragraph(Words("report.options_told", {"baseline": baseline(material.first)}))]
    for number, contrast in enumerate(material.contrasts):
        blocks += _option(contrast, number)
    base = material.first.base.scenario.package
    if base.levers:
        blocks.append(Paragraph(Words("report.baseline_has", {"baseline": base.name})))
        blocks += action_tables(base.levers, base.name, material.scenario.start, "base")
    return Section("options", Words("report.options"), tuple(blocks))


def _option(contrast: Contrast, number: int) -> Iterator[Block]:
    package, scenario = contrast.policy.scenario.package, contrast.policy.scenario
    if not package.levers:
        yield Paragraph(Words("report.no_levers", {"package": package.name}))
        return
    yield from action_tables(package.levers, name_of(contrast), scenario.start, str(number))
    if package.price_year is not None:
        fields: dict[str, Piece] = {"package": package.name, "year": str(package.price_year)}
        yield Paragraph(Words("report.price_year", fields), "note")
    if contrast.warnings:
        yield Paragraph(Words("report.idle"), "warning")
        yield Bullets(tuple(Idle(sentence) for sentence in contrast.warnings))
    if package.not_modelled:
        yield Paragraph(Words("report.not_modelled", {"package": package.name}))
        yield Bullets(tuple(Quoted(text) for text in package.not_modelled))


def levers_table(levers: tuple[Lever, ...], name: str, start: int, number: str) -> Table:
    """Return the actions of a package: from when, how much, for whom; `number` makes its id different."""
    return Table(
        f"levers-{number}",
        Words("report.levers_table", {"package": name}),
        heads("lever", "from", "until", "dose", "who", "budget"),
        tuple(lever_row(lever, start) for lever in levers),
        numbers=False,
        widths=(0.19, 0.14, 0.14, 0.13, 0.3, 0.1),
    )


def action_tables(levers: tuple[Lever, ...], name: str, start: int, number: str) -> Iterator[Table]:
    """Yield two tables of a package: its actions, and every number of them."""
    yield levers_table(levers, name, start, number)
    yield Table(
        f"doses-{number}",
        Words("report.doses_table", {"package": name}),
        heads("lever", "field", "value", "unit", "standard", "source"),
        tuple(row for lever in levers for row in _doses(lever)),
        Joined((Words("report.doses_note"), *QUOTED), " "),
        numbers=False,
        widths=(0.19, 0.17, 0.12, 0.15, 0.11, 0.26),
    )


def lever_name(lever: Lever) -> Piece:
    """Return what an action is called: the label of its kind, and its own name where it has one."""
    return Told(LEVERS[lever.kind]) if lever.id == lever.kind else own_name(lever.kind, lever.id)


def own_name(kind: str, name: str) -> Piece:
    """Return the label of a kind of action and, in brackets, the name that a package gives it."""
    return Joined((Told(LEVERS[kind]), " (", Named("action_id", name), ")"), "")


def lever_row(lever: Lever, start: int) -> tuple[Piece, ...]:
    """Return the row of an action: what, from when to when, how much, for whom, up to which cost."""
    first, kind = lever.first(start), LEVERS[lever.kind]
    last = first + lever.months - 1
    dose = lever.number(kind.dose.name)
    told = Joined((_value(kind.dose, dose), Unit(kind.dose.unit, dose)), " ")
    if kind.dose.unit == PER_CENT:  # of whom, the unit does not say
        told = Joined((Told(kind.dose), told), ": ")
    return (
        lever_name(lever),
        Month(first),
        Month(last),
        told,
        _who(lever),
        "–" if lever.budget is None else Joined(("EUR", Number(lever.budget)), " "),
    )


def _who(lever: Lever) -> Piece:
    """Return who is served, in words."""
    told: list[Piece] = []
    for name, value in lever.eligibility.canonical().items():
        if isinstance(value, list):
            names = Joined(tuple(group(name, str(each)) for each in value), " / ")
            told.append(Joined((Named("report_eligible", name), names), ": "))
        elif isinstance(value, int | float):
            bound = Number(float(value), 0 if float(value).is_integer() else 2)
            told.append(Joined((Named("report_eligible", name), bound), " "))
    return Joined(tuple(told), "; ") if told else Words("report.whoever")


def _doses(lever: Lever) -> Iterator[tuple[Piece, ...]]:
    kind, table = LEVERS[lever.kind], lever_table(lever)
    for field in (*kind.fields.values(), *(each for each in kind.common.values() if each.name not in APART)):
        value = table.get(field.name)
        if value is None or (field.name == "budget" and lever.budget is None):
            continue
        usual = field.default == value
        # A number that the package sets is a choice of its authors; one left at its default has our source.
        source: Piece = Joined((Named("status", field.status), field.source), ": ")
        yield (
            lever_name(lever),
            Told(field),
            _value(field, value),
            Unit(field.unit),
            Words("report.usual") if usual else _value(field, field.default),
            source if usual else Words("report.set_by_package"),
        )


def _value(field: Field, value: object) -> Piece:
    if isinstance(value, bool):
        return Words("report.yes" if value else "report.no")
    if isinstance(value, int | float):
        places = len(f"{value:.10g}".partition(".")[2])
        return Number(float(value), places if places <= MOST_PLACES else len(f"{value:.3g}".partition(".")[2]))
    if isinstance(value, str):
        if field.choices:
            return Named("choice", value)
        return Month(parse_month(value)) if field.type == "month" and not value.startswith("+") else value
    return "–"
