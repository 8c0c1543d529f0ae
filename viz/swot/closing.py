"""What every profile ends with: rules and limits, and how to make it again."""

from typing import Final

from approdo import __version__
from approdo.experiments.swot.lines import rules
from approdo.experiments.swot.survey import MONTHS, Survey
from approdo.model.engine import model_hash
from approdo.viz.report.phrases import heads
from approdo.viz.report.pieces import Bullets, Code, Number, Paragraph, Piece, Section, Table, Words

RULES: Final = ("quartile", "range", "simulated", "peers", "tows")
LIMITS: Final = ("region", "old", "simulated", "side", "levers", "opinion")


def limits_section(found: Survey) -> Section:
    """Return the rules by which a profile is made, and what it cannot tell."""
    fields: dict[str, Piece] = {
        "fewest": Number(rules().fewest_peers),
        "neighbours": Number(rules().neighbours),
        "runs": Number(found.summary.request.runs),
        "months": Number(MONTHS),
    }
    made = Bullets(tuple(Words(f"swot_rule.{name}", fields) for name in RULES))
    cannot = Bullets(tuple(Words(f"swot_limit.{name}") for name in LIMITS))
    blocks = (Paragraph(Words("swot.rules_told")), made, Paragraph(Words("swot.limits_told")), cannot)
    return Section("limits", Words("swot.limits"), blocks)


def reproduce_section(found: Survey, command: str) -> Section:
    """Return the command and what the numbers depend on."""
    request = found.summary.request
    rows: tuple[tuple[Piece, ...], ...] = (
        (Words("report_repeat.version"), __version__),
        (Words("report_repeat.model"), model_hash()),
        (Words("report_repeat.months"), Number(request.months)),
        (Words("swot.runs"), Number(request.runs)),
        (Words("report_repeat.seed"), str(request.seed)),
    )
    table = Table("versions", Words("report.versions"), heads("what", "value"), rows, numbers=False, widths=(0.3, 0.7))
    blocks = (Paragraph(Words("report.reproduce_told")), Code(command), table)
    return Section("reproduce", Words("report.reproduce"), blocks)
