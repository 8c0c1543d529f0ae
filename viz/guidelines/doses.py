"""The two grids of the guidelines: months before the exit, and people for each tutor."""

from matplotlib.figure import Figure

from approdo.experiments.guidelines.answer import Guidelines
from approdo.experiments.guidelines.doses import Dose, Grid
from approdo.experiments.guidelines.trial import WINDOW
from approdo.viz.figures import forest
from approdo.viz.report.phrases import Row
from approdo.viz.report.pieces import Joined, Number, Paragraph, Picture, Piece, Section, Size, Table, Words
from approdo.viz.report.speech import speak

from .sizes import change

HEADS = ("dose", "effect", "other_sign", "stable", "work", "cost", "per_month", "reading")
WIDTHS = (0.13, 0.17, 0.09, 0.13, 0.13, 0.11, 0.14, 0.1)


def start_sentence(found: Guidelines) -> Piece:
    """Return when the plan should start, or that no start can be told from another."""
    grid = found.starts
    if not grid.helping:
        return Words("guidelines.start_nothing", _ends(grid))
    # Only a start that clearly helps is told with its effect.
    told = next((dose for dose in grid.best if dose.helps), grid.helping[0])
    fields = {**_ends(grid), "best": _values(grid.best), "effect": _effect(told), "told": Number(told.value)}
    if grid.all_alike or told not in grid.best:
        return Words("guidelines.start_alike", fields)
    return Words("guidelines.start_tied" if len(grid.best) > 1 else "guidelines.start_best", fields)


def caseload_sentence(found: Guidelines) -> Piece:
    """Return the caseload at which the benefit fades."""
    grid = found.caseloads
    if not grid.helping:
        return Words("guidelines.caseload_nothing", _ends(grid))
    if not grid.doses[0].helps:  # then there is nothing to have half of
        told: dict[str, Piece] = {"helping": _values(grid.helping), "effect": _effect(grid.helping[0])}
        return Words("guidelines.caseload_unclear", {**_ends(grid), **told})
    fields: dict[str, Piece] = {**_ends(grid), "effect": _effect(grid.doses[0])}
    if grid.halved is None:
        return Words("guidelines.caseload_holds", fields)
    fields |= {"halved": Number(grid.halved.value), "retained": _share(grid.halved)}
    if grid.lost is None:
        return Words("guidelines.caseload_halved", fields)
    return Words("guidelines.caseload_lost", {**fields, "lost": Number(grid.lost.value)})


def starts(found: Guidelines) -> Section:
    """Return the section about the start."""
    told = Paragraph(Words("guidelines.starts_told", _ends(found.starts)))
    return Section(
        "starts",
        Words("guidelines.starts"),
        (
            Paragraph(start_sentence(found), "lead"),
            told,
            _picture(found.starts, "start"),
            _table(found.starts, "start"),
        ),
    )


def caseloads(found: Guidelines) -> Section:
    """Return the section about the caseload."""
    told = Paragraph(Words("guidelines.caseloads_told", _ends(found.caseloads)))
    return Section(
        "caseloads",
        Words("guidelines.caseloads"),
        (
            Paragraph(caseload_sentence(found), "lead"),
            told,
            _picture(found.caseloads, "caseload"),
            _table(found.caseloads, "caseload"),
        ),
    )


def reading(dose: Dose) -> Piece:
    """Return the verdict on a dose."""
    found = dose.effect.mean
    if found.mean is None:
        return Words("report_reading.undefined")
    return Words(f"report_reading.{'none' if not found.clear else 'better' if found.mean < 0 else 'worse'}")


def flips(found: Dose) -> Piece:
    """Return the share of worlds with the other sign."""
    share = found.effect.flips
    return Number(None if share is None else 100 * share.value, 0, mark=" %")


def _picture(grid: Grid, name: str) -> Picture:
    def draw(language: str) -> Figure:
        lines = [
            forest.Line(
                speak(Words(f"guidelines.{name}_label", {"n": Number(dose.value)}), language), "", (dose.effect.mean,)
            )
            for dose in grid.doses
        ]
        return forest.draw(lines, speak(Words("guidelines.axis"), language), language)

    caption, told = Words(f"guidelines.{name}_caption"), Words("guidelines.figure_told", {"n": Number(len(grid.doses))})
    return Picture(f"{name}-figure", draw, caption, told, f"{name}-table")


def _table(grid: Grid, name: str) -> Table:
    heads = (Words(f"guidelines_head.{name}"), *(Words(f"guidelines_head.{head}") for head in HEADS[1:]))
    if name == "caseload":
        heads = (*heads[:3], Words("guidelines_head.retained"), *heads[4:])
    return Table(
        f"{name}-table",
        Words(f"guidelines.{name}_caption"),
        heads,
        tuple(_row(dose, name) for dose in grid.doses),
        Words("guidelines.table_note", {"window": Number(WINDOW)}),
        widths=WIDTHS,
    )


def _row(dose: Dose, name: str) -> Row:
    third: Piece = Size(dose.stable, 100.0) if name == "start" else _share(dose)
    return (
        Number(dose.value),
        change(dose.effect.mean),
        flips(dose),
        third,
        Size(dose.work, 100.0),
        Number(dose.cost.mean),
        _eur(dose),
        reading(dose),
    )


def _eur(dose: Dose) -> Piece:
    found = dose.per_month
    return "–" if found.mean is None else Size(found, sign=False)


def _share(dose: Dose) -> Piece:
    return "–" if dose.retained.mean is None else Size(dose.retained, 100.0, sign=False, mark=" %")


def _effect(dose: Dose) -> Piece:
    return change(dose.effect.mean)


def _ends(grid: Grid) -> dict[str, Piece]:
    values = [dose.value for dose in grid.doses]
    return {"least": Number(min(values)), "most": Number(max(values)), "window": Number(WINDOW)}


def _values(doses: tuple[Dose, ...]) -> Piece:
    return Joined(tuple(Number(dose.value) for dose in doses))
