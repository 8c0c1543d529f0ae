"""The exit guidelines as data: which sections, in which order."""

from collections.abc import Iterator, Mapping

from approdo.experiments.guidelines.answer import Guidelines
from approdo.experiments.guidelines.profile import Profile
from approdo.experiments.guidelines.supports import supports_file
from approdo.experiments.guidelines.trial import WINDOW
from approdo.model.levers import LEVERS
from approdo.viz.report import unsourced
from approdo.viz.report.notices import notices, reproduced
from approdo.viz.report.options import lever_row
from approdo.viz.report.phrases import called, heads
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Joined,
    Month,
    Named,
    Number,
    Paragraph,
    Piece,
    Report,
    Section,
    Table,
    Told,
    Words,
)
from approdo.viz.report.place import group
from approdo.viz.report.reproduce import run as about_run

from . import doses, order

LIMITS = ("doses", "offered", "year", "same_worlds", "departed", "person", "book")


def content(found: Guidelines, run: Mapping[str, str]) -> Report:
    """Return the document.

    Args:
        found: what was simulated.
        run: about this time (`reproduce.run`).
    """
    fields: dict[str, Piece] = {"territory": called(found.territory), "profile": who(found.profile)}
    return Report(
        Words("guidelines.title", fields),
        Words("guidelines.subtitle", fields),
        (
            Section("answer", Words("guidelines.answer"), tuple(_answer(found))),
            Section("who", Words("guidelines.who"), tuple(_who(found))),
            doses.starts(found),
            order.section(found),
            doses.caseloads(found),
            _assumptions(found),
            Section("limits", Words("guidelines.limits"), (Bullets(tuple(_limits())),)),
            reproduced(found.command),
        ),
        about_run(run),
    )


def who(profile: Profile) -> Piece:
    """Return who the document is about."""
    if not profile.groups:
        return Words("guidelines.everybody")
    return Joined(tuple(_groups(trait, names) for trait, names in profile.groups))


def _groups(trait: str, names: tuple[str, ...]) -> Piece:
    said = Joined(tuple(group(trait, name) for name in names), " / ")
    return Joined((Named("report_trait", trait), said), ": ")


def sentences(found: Guidelines) -> Iterator[Piece]:
    """Yield the answer in three sentences."""
    yield doses.start_sentence(found)
    yield order.sentence(found)
    yield doses.caseload_sentence(found)


def _answer(found: Guidelines) -> Iterator[Block]:
    for each in sentences(found):
        yield Paragraph(each, "lead")
    told: dict[str, Piece] = {"n": Number(found.pairs), "people": Number(found.people), "window": Number(WINDOW)}
    yield Paragraph(Words("guidelines.about", told))
    if any(dose.depends_on_definition for dose in (*found.starts.doses, *found.caseloads.doses)):
        yield Paragraph(Words("guidelines.depends"), "warning")
    yield from notices(found.draws, found.tally, [found.territory])


def _who(found: Guidelines) -> Iterator[Block]:
    plan = supports_file()["plan"]
    fields: dict[str, Piece] = {
        "territory": called(found.territory),
        "profile": who(found.profile),
        "doses": Number(found.supports.people),
        "start": Month(found.start),
        "months": Number(found.months),
        "window": Number(WINDOW),
        "caseload": Number(plan["caseload"]),
        "support": Number(plan["support_months"]),
        "n": Number(found.runs),
    }
    yield Paragraph(Words("guidelines.who_told", fields))
    yield Paragraph(Words("guidelines.design", fields))
    if found.profile.not_offered_by:
        traits = tuple(Named("report_trait", trait) for trait in found.profile.not_offered_by)
        yield Paragraph(Words("guidelines.not_offered_by", {"traits": Joined(traits)}), "note")
    kinds = tuple(Told(LEVERS[kind]) for kind in found.supports.kinds)
    yield Paragraph(Words("guidelines.supports_tried", {"supports": Joined(kinds)}))
    levers = found.supports.together(found.supports.kinds).levers
    yield Table(
        "supports",
        Words("guidelines.doses_table"),
        heads("lever", "dose", "who"),
        tuple((row[0], row[3], row[4]) for row in (lever_row(lever, found.start) for lever in levers)),
        Words("guidelines.doses_note"),
        numbers=False,
        widths=(0.34, 0.26, 0.4),
    )


def _assumptions(found: Guidelines) -> Section:
    """Return the ledger of what the plan does at its usual caseload."""
    usual = next(dose for dose in found.caseloads.doses if dose.value == supports_file()["plan"]["caseload"])
    change = usual.arm.homeless - usual.base.homeless
    what = Told(LEVERS[supports_file()["plan"]["kind"]])
    return unsourced.section(change, found.draws, range(found.runs), what, Words("guidelines.axis"))


def _limits() -> Iterator[Piece]:
    for name in LIMITS:
        yield Words(f"guidelines_limit.{name}")
