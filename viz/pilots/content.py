"""The comparison of pilots as data: which sections, in which order."""

from collections.abc import Iterator, Mapping

from approdo.experiments.pilots.answer import Pilots
from approdo.experiments.pilots.effects import Recommendation
from approdo.experiments.pilots.evidence import MODERATE_FLIPS, STRONG_FLIPS
from approdo.experiments.pilots.protocol import BEGIN, FOLLOWED, SINCE_EXIT
from approdo.experiments.statistics import Real
from approdo.viz.guidelines.content import who
from approdo.viz.guidelines.sizes import change
from approdo.viz.report import unsourced
from approdo.viz.report.answer import A_DAY
from approdo.viz.report.notices import notices, reproduced
from approdo.viz.report.phrases import called
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Joined,
    Month,
    Number,
    Paragraph,
    Piece,
    Report,
    Section,
    Table,
    Words,
)
from approdo.viz.report.reproduce import run as about_run

from . import places
from .phrases import action, country, label, rank

LIMITS = ("illustrative", "reached", "thin", "two_places", "grade", "departed", "indicators")


def content(found: Pilots, run: Mapping[str, str]) -> Report:
    """Return the document.

    Args:
        found: what was simulated.
        run: about this time (`reproduce.run`).
    """
    fields: dict[str, Piece] = {
        "pilots": Number(len(found.pilots)),
        "places": Number(len(found.territories)),
        "countries": Joined(tuple(dict.fromkeys(country(place) for place in found.territories))),
    }
    return Report(
        Words("pilots.title", fields),
        Words("pilots.subtitle", fields),
        (
            Section("answer", Words("pilots.answer"), tuple(_answer(found))),
            Section("protocol", Words("pilots.protocol"), tuple(_protocol(found))),
            places.section(found),
            places.details(found),
            Section("recommendations", Words("pilots.recommendations"), tuple(_recommendations(found))),
            _assumptions(found),
            Section("limits", Words("pilots.limits"), (Bullets(tuple(Words(f"pilots_limit.{n}") for n in LIMITS)),)),
            reproduced(found.command),
        ),
        about_run(run),
    )


def sentences(found: Pilots) -> Iterator[Piece]:
    """Yield one sentence for each pilot, the strongest evidence first."""
    for number, each in enumerate(found.recommendations, 1):
        yield Joined((f"{number}.", recommended(found, each)), " ")


def thin_sentence(found: Pilots) -> Piece:
    """Return which places are shown and not counted."""
    names = tuple(called(place) for place in found.territories if place not in found.counted)
    return Words("pilots.thin_names", {"names": Joined(names)})


def recommended(found: Pilots, each: Recommendation) -> Piece:
    """Return what the evidence for one pilot recommends, with what speaks against it."""
    known = each.evidence
    fields: dict[str, Piece] = {
        "pilot": label(each.pilot),
        "falls": Number(known.falls),
        "rises": Number(known.rises),
        "places": Number(known.places),
        "mean": change(each.mean.mean),
    }
    told = [Words(f"pilots_recommend.{known.grade if known.places else 'thin_only'}", fields)]
    size = each.mean.mean.mean
    if known.places and each.mean.mean.clear and size is not None and abs(size) < A_DAY:
        told.append(Words("pilots.less_than_a_day"))
    counted = [effect.stable for effect in found.of(each.pilot) if not effect.thin]
    lost = sum(stable.clear and (stable.mean or 0.0) < 0 for stable in counted)
    if lost:
        told.append(Words("pilots.fewer_stable", fields | {"lost": Number(lost), "followed": Number(FOLLOWED)}))
    return Joined(tuple(told), " ")


def _answer(found: Pilots) -> Iterator[Block]:
    good = [each for each in found.recommendations if each.evidence.falls and not each.evidence.rises]
    fields: dict[str, Piece] = {
        "pilots": Number(len(found.pilots)),
        "good": Number(len(good)),
        "places": Number(len(found.counted)),
        "thin": Number(len(found.territories) - len(found.counted)),
    }
    yield Paragraph(Words("pilots.short" if good else "pilots.short_none", fields), "lead")
    yield Bullets(tuple(recommended(found, each) for each in found.recommendations))
    if found.assumption_driven:
        yield Paragraph(Words("pilots.driven"), "warning")
    if any(each.depends_on_definition for each in found.effects):
        yield Paragraph(Words("pilots.depends"), "warning")
    notes = {each.package.notice for each in found.pilots if each.package.notice}
    if any("illustrative doses" in note for note in notes):
        yield Paragraph(Words("pilots.illustrative"), "warning")
    yield from notices(found.draws, found.tally, found.territories)


def _protocol(found: Pilots) -> Iterator[Block]:
    scenario = found.request.scenarios[0][0]
    fields: dict[str, Piece] = {
        "profile": who(found.protocol.profile),
        "start": Month(scenario.start),
        "months": Number(found.protocol.months),
        "begin": Number(BEGIN + 1),
        "pilot_months": Number(found.protocol.pilot_months),
        "since": Number(SINCE_EXIT),
        "followed": Number(FOLLOWED),
        "runs": Number(found.request.runs),
    }
    yield Paragraph(Words("pilots.why"))
    yield Paragraph(Words("pilots.protocol_told", fields))
    yield Paragraph(Words("pilots.measured", fields))
    if found.left_out:
        yield Paragraph(
            Words("pilots.left_out", {"names": Joined(tuple(action(name) for name in found.left_out))}), "note"
        )


def _recommendations(found: Pilots) -> Iterator[Block]:
    rules: dict[str, Piece] = {"strong": Number(100 * STRONG_FLIPS), "moderate": Number(100 * MODERATE_FLIPS)}
    yield Paragraph(Words("pilots.rules", rules))
    rows = tuple(
        (
            Number(number),
            label(each.pilot),
            Words(f"pilots_grade.{each.evidence.grade}"),
            Words(f"pilots_transfers.{each.evidence.transfers}"),
            Joined((Number(each.evidence.falls), Number(each.evidence.unclear), Number(each.evidence.rises)), " / "),
            change(each.mean.mean),
            _flips(each),
            rank(each.rank),
        )
        for number, each in enumerate(found.recommendations, 1)
    )
    names = ("number", "pilot", "grade", "transfers", "signs", "mean", "flips", "rank")
    yield Table(
        "recommendations-table",
        Words("pilots.recommendations_caption"),
        tuple(Words(f"pilots_head.{name}") for name in names),
        rows,
        Words("pilots.recommendations_note"),
        numbers=False,
        widths=(0.05, 0.22, 0.12, 0.16, 0.1, 0.15, 0.09, 0.11),
    )


def _flips(each: Recommendation) -> Piece:
    return Number(None if each.evidence.flips is None else 100 * each.evidence.flips, 0, mark=" %")


def _assumptions(found: Pilots) -> Section:
    """Return the ledger of the pilot with the strongest evidence, over the places that count."""
    first = found.recommendations[0].pilot
    columns: list[Real] = [each.reached.homeless for each in found.of(first) if not each.thin]
    if not columns:
        columns = [each.reached.homeless for each in found.of(first)]
    means = sum(columns[1:], columns[0]) / len(columns)
    return unsourced.section(means, found.draws, range(found.request.runs), label(first), Words("pilots.axis"))
