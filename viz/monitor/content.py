"""The monitoring document as data: where the pilot stands, each indicator's chart, how to read it."""

from collections.abc import Iterator, Mapping
from typing import Final

from matplotlib.figure import Figure

from approdo import __version__
from approdo.calibration.monitor.answer import Followed, Monitored, Point
from approdo.calibration.monitor.limits import MATTERS, Verdict, Why
from approdo.calibration.pilot.suppress import FLAG
from approdo.model.engine import model_hash
from approdo.model.territory import load_territory
from approdo.viz.figures import control_chart
from approdo.viz.report import reproduce
from approdo.viz.report.phrases import heads as report_heads
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Code,
    Joined,
    Month,
    Named,
    Number,
    Paragraph,
    Picture,
    Piece,
    Report,
    Section,
    Table,
    Words,
)
from approdo.viz.report.speech import speak

STANDING_WIDTHS: Final = (0.32, 0.2, 0.1, 0.1, 0.08, 0.09, 0.15)
MONTH_WIDTHS: Final = (0.18, 0.16, 0.14, 0.16, 0.2, 0.16)
PATIENCE: Final = ("read_limits", "read_all", "read_wide")


def content(found: Monitored, command: str, seed: int, run: Mapping[str, str], posterior: str = "") -> Report:
    """Return the document.

    Args:
        found: where the pilot stands.
        command: the one that makes this document again.
        seed: of the simulated pilots.
        run: about this time (`reproduce.run`).
        posterior: its name, where parameters came from one.
    """
    fields: dict[str, Piece] = {
        "pilot": found.name,
        "package": found.package.name,
        "territories": ", ".join(load_territory(name).name for name in found.territories),
        "first": Month(found.start),
        "last": Month(found.start + found.months - 1),
    }
    return Report(
        Words("monitor.title", fields),
        Words("monitor.subtitle", fields),
        (
            standing(found),
            Section("charts", Words("monitor.charts"), tuple(_charts(found))),
            Section("reading", Words("monitor.reading"), tuple(_reading(found, posterior))),
            Section("reproduce", Words("monitor.reproduce"), _repeat(found, command, seed, posterior)),
        ),
        reproduce.run(run),
    )


def standing(found: Monitored) -> Section:
    """Return the first section: the verdict, and a line for each indicator."""
    blocks: list[Block] = []
    if found.synthetic:
        blocks.append(Paragraph(Words("monitor.synthetic"), "warning"))
    blocks.append(Paragraph(sentence(found), "lead"))
    if found.failed:
        fields: dict[str, Piece] = {"failed": Number(found.failed), "runs": Number(found.runs)}
        blocks.append(Paragraph(Words("monitor.failed", fields), "warning"))
    rows = tuple(_standing(each) for each in found.followed)
    head = _heads("indicator", "verdict", "when", "seen", "people", "expected", "limits")
    blocks.append(
        Table(
            "standing",
            Words("monitor.standing"),
            head,
            rows,
            Words("monitor.standing_note"),
            widths=STANDING_WIDTHS,
        )
    )
    blocks.append(Paragraph(Words("monitor.read_not")))
    return Section("answer", Words("monitor.answer"), tuple(blocks))


def sentence(found: Monitored) -> Piece:
    """Return the verdict in one sentence."""
    fields: dict[str, Piece] = {
        "pilot": found.name,
        "months": Number(found.months),
        "people": f"<{found.small}" if found.people is None else Number(found.people),
    }
    if found.verdict is Verdict.CANNOT_TELL:
        if found.why is Why.FEW:
            return Words("monitor.cannot_tell_few", {"pilot": found.name})
        if found.why is Why.WIDE:
            fields["matters"] = Number(100 * MATTERS)
        return Words(f"monitor.cannot_tell_{found.why}", fields)
    if found.verdict is not Verdict.ON_TRACK:
        share = found.p_ahead if found.verdict is Verdict.AHEAD else found.p_behind
        fields["share"] = Number(None if share is None else 100 * share, 1, mark=" %")
    return Words(f"monitor.{found.verdict}", fields)


def name_of(each: Followed) -> Piece:
    """Return what an indicator is called."""
    return Words(f"monitor_name.{each.indicator.id}")


def _standing(each: Followed) -> tuple[Piece, ...]:
    shown = [point for point in each.points if point.share is not None]
    verdict: Piece = Words(f"monitor_verdict.{each.chart.verdict}")
    if each.chart.why:
        verdict = Joined((verdict, Joined(("(", Words(f"monitor_why.{each.chart.why}"), ")"), "")), " ")
    if not shown:
        return (name_of(each), verdict, "–", FLAG, "", "", "")
    last = shown[-1]
    return (
        name_of(each),
        verdict,
        Month(last.month),
        _percent(last.share),
        Number(last.people),
        _percent(last.expected),
        _limits(last),
    )


def _charts(found: Monitored) -> Iterator[Block]:
    for each in found.followed:
        name, table = name_of(each), f"{each.indicator.id}-table"
        yield Picture(
            each.indicator.id,
            _drawer(each),
            Words("monitor.chart_caption", {"name": name}),
            Words("monitor.chart_told", {"name": name}),
            table,
        )
        what: dict[str, Piece] = {"what": Words(f"monitor_what.{each.indicator.id}")}
        yield Table(
            table,
            name,
            _heads("when", "seen", "people", "expected", "limits", "position"),
            tuple(_month(point) for point in each.points),
            Words(f"monitor.chart_table_better_{each.indicator.better}", what),
            widths=MONTH_WIDTHS,
        )


def _drawer(each: Followed) -> control_chart.Drawer:
    def draw(language: str) -> Figure:
        return control_chart.draw(control_chart.Chart(speak(name_of(each), language), each.points), language)

    return draw


def _month(point: Point) -> tuple[Piece, ...]:
    nobody = point.people == 0
    position: Piece = ""
    if point.share is not None and point.low is not None:
        position = Words(f"monitor_outside.{point.outside or 'within'}")
    return (
        Month(point.month),
        "–" if nobody else FLAG if point.share is None else _percent(point.share),
        FLAG if point.people is None else Number(point.people),
        _percent(point.expected),
        _limits(point),
        position,
    )


def _percent(share: float | None) -> Piece:
    return Number(None if share is None else 100 * share, 0, mark=" %")


def _limits(point: Point) -> Piece:
    if point.low is None or point.high is None:
        return "–"
    return Joined((Number(100 * point.low), Joined((Number(100 * point.high), " %"), "")), "–")


def _reading(found: Monitored, posterior: str) -> Iterator[Block]:
    fields: dict[str, dict[str, Piece]] = {
        "read_limits": {"runs": Number(found.runs - found.failed)},
        "read_wide": {"matters": Number(100 * MATTERS)},
    }
    items: list[Piece] = [Words(f"monitor.{key}", fields.get(key, {})) for key in PATIENCE]
    items.append(Words(f"monitor.read_{found.kind}", {"posterior": posterior} if found.kind == "posterior" else {}))
    items.append(Words("monitor.read_small", {"k": Number(found.small), "hidden": Number(found.hidden)}))
    items.append(Words("monitor.read_known"))
    items.append(Words("monitor.with_comparison" if found.comparison else "monitor.no_comparison"))
    yield Bullets(tuple(items))
    yield Paragraph(Words("monitor.not_followed"))


def _repeat(found: Monitored, command: str, seed: int, posterior: str) -> tuple[Block, ...]:
    drawn: Piece = Words(f"report.draws_{found.kind}", {"posterior": posterior} if found.kind == "posterior" else {})
    rows: tuple[tuple[Piece, ...], ...] = (
        (_repeat_name("version"), __version__),
        (_repeat_name("model"), model_hash()),
        (_repeat_name("data"), found.digest),
        (_repeat_name("package"), found.package.name),
        (_repeat_name("runs"), Number(found.runs)),
        (_repeat_name("seed"), str(seed)),
        (_repeat_name("parameters"), drawn),
        (_repeat_name("small"), Number(found.small)),
    )
    table = Table(
        "versions", Words("report.versions"), report_heads("what", "value"), rows, numbers=False, widths=(0.3, 0.7)
    )
    return (Code(command), table)


def _repeat_name(key: str) -> Piece:
    return Named("monitor_repeat", key)


def _heads(*names: str) -> tuple[Piece, ...]:
    return tuple(Words(f"monitor_head.{name}") for name in names)
