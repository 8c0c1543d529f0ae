"""What the answer rests on: what would turn it, the ledger of assumptions, and every unsourced number."""

from collections import Counter
from collections.abc import Iterator

from matplotlib.figure import Figure

from approdo.experiments.influence import read_screening
from approdo.experiments.ranking_text import rankings
from approdo.viz.figures import forest

from .doubts import FEWEST, Doubt, Ledger, ledger
from .material import Material, Options
from .phrases import Row, heads, measured, name_of
from .pieces import Block, Bullets, Code, Number, Paragraph, Picture, Piece, Section, Size, Table, Unit, Words
from .place import places_of, spread
from .speech import speak


def ledgers(material: Material) -> list[Ledger | None]:
    """Return the ledger of each contrast."""
    return [ledger(contrast, options.drawn) for options in material.options for contrast in options.contrasts]


def flips(material: Material) -> Section:
    """Return what would turn the sign of the answer, or the ranking, as far as the draws tell."""
    blocks: list[Block] = []
    for contrast, found in zip(material.contrasts, ledgers(material), strict=True):
        fields: dict[str, Piece] = {"package": name_of(contrast), "fewest": Number(FEWEST)}
        flipped = contrast.worlds(contrast.outcome("strict"))
        if flipped.same:
            blocks.append(Paragraph(Words("report.flip_same", fields)))
            continue
        if flipped.flips is not None and flipped.mean.n > 1:
            share = flipped.flips
            ends = (Number(100 * share.low), Number(100 * share.high))
            told: dict[str, Piece] = {"share": Number(100 * share.value, 0), "low": ends[0], "high": ends[1]}
            blocks.append(Paragraph(Words("report.flip_share", {**fields, **told})))
        if found is None:
            blocks.append(Paragraph(Words("report.flip_unknown", fields)))
            continue
        blocks += _turning(found, fields)
    for options in material.options:
        blocks += list(_close(options))
    blocks += [Paragraph(Words("report.flip_how")), Code("approdo sensitivity STUDY.toml")]
    return Section("flips", Words("report.flips"), tuple(blocks))


def _turning(found: Ledger, fields: dict[str, Piece]) -> Iterator[Block]:
    turning = [doubt for doubt in found.doubts if doubt.surely_turns]
    if not turning:
        yield Paragraph(Words("report.flip_none", fields))
        return
    yield Paragraph(Words("report.flip_some", {**fields, "n": Number(len(turning)), "chance": Number(found.expected)}))
    yield Bullets(
        tuple(
            Words("report.flip_item", {"name": doubt.name, "low": Size(doubt.low), "high": Size(doubt.high)})
            for doubt in turning[:8]
        )
    )


def _close(options: Options) -> Iterator[Block]:
    """Yield pairs of options whose order the runs cannot tell."""
    for found in rankings(options.contrasts):
        close = [pair for pair in found.ranking.pairs if not pair.difference.clear]
        if close:
            names = found.names
            told = tuple(
                Words(
                    "report.flip_pair",
                    {
                        "first": names[pair.first],
                        "second": names[pair.second],
                        "share": Number(100 * pair.first_lower.value, 0),
                    },
                )
                for pair in close
            )
            yield Paragraph(Words("report.flip_pairs"))
            yield Bullets(told)


def section(material: Material) -> Section:
    """Return the ledger and every assumption with its range and what is said about it."""
    counts = Counter(row.status for row in material.parameters.rows)
    fields: dict[str, Piece] = {
        "all": Number(len(material.parameters)),
        "assumed": Number(counts["assumption"]),
        "verified": Number(counts["verified"]),
        "derived": Number(counts["derived"]),
        "recalled": Number(counts["recalled"]),
    }
    blocks: list[Block] = [Paragraph(Words("report.assumptions_told", fields)), Paragraph(Words("report.ledger_told"))]
    for number, (contrast, found) in enumerate(zip(material.contrasts, ledgers(material), strict=True)):
        told: dict[str, Piece] = {"package": name_of(contrast), "fewest": Number(FEWEST)}
        if found is None:
            blocks.append(Paragraph(Words("report.ledger_none", told), "note"))
            continue
        blocks += _ledger(material, found, told, number, measured(contrast))
    blocks.append(_every(material))
    return Section("assumptions", Words("report.assumptions"), tuple(blocks))


def _ledger(material: Material, found: Ledger, fields: dict[str, Piece], number: int, what: Piece) -> Iterator[Block]:
    noise: dict[str, Piece] = {
        **fields,
        "worlds": Number(found.worlds),
        "all": Number(len(found.doubts)),
        "single": Number(found.single, 2),
        "beyond": Number(found.beyond),
        "expected": Number(found.expected),
        "most": Number(found.all, 2),
        "sure": Number(len(found.sure)),
    }
    yield Paragraph(Words("report.ledger_noise", noise), "warning")
    yield Paragraph(Words("report.ledger_sure" if found.sure else "report.ledger_no_sure", noise))
    yield _picture(found, fields, number, what)
    yield _table(material, found, fields, number)


def _picture(found: Ledger, fields: dict[str, Piece], number: int, what: Piece) -> Picture:
    def draw(language: str) -> Figure:
        lines = [forest.Line(doubt.name, "", (doubt.low, doubt.high)) for doubt in found.shown]
        axis = speak(Words("report.change_in", {"what": what}), language)
        keys = [speak(Words(f"report.third_{end}"), language) for end in ("low", "high")]
        return forest.draw(lines, axis, language, keys)

    return Picture(
        f"ledger-{number}",
        draw,
        Words("report.ledger_caption", {**fields, "n": Number(len(found.shown))}),
        Words("report.ledger_figure_told", fields),
        f"ledger-table-{number}",
    )


def _table(material: Material, found: Ledger, fields: dict[str, Piece], number: int) -> Table:
    rows = {row.name: row for row in material.parameters.rows}
    screening = read_screening()

    def line(doubt: Doubt) -> Row:
        row = rows.get(doubt.name)
        size = screening.size(doubt.name) if screening is not None else None
        return (
            doubt.name,
            "–" if row is None else spread(row.low, row.high),
            Number(doubt.correlation, 2, sign=True),
            Size(doubt.low),
            Size(doubt.high),
            Number(size, 2),
        )

    note = "report.ledger_note" if screening is None else "report.ledger_note_screened"
    about: dict[str, Piece] = {}
    if screening is not None:
        about = {
            "draws": Number(screening.draws),
            "places": ", ".join(screening.territories),
            "chance": Number(screening.chance, 2),
            "computed": screening.computed,
        }
    return Table(
        f"ledger-table-{number}",
        Words("report.ledger_table", fields),
        heads("assumption", "range", "correlation", "third_low", "third_high", "screened"),
        tuple(line(doubt) for doubt in found.shown),
        Words(note, about),
        widths=(0.3, 0.14, 0.11, 0.17, 0.17, 0.11),
    )


def _every(material: Material) -> Table:
    rows = tuple(
        (
            row.name,
            Number(row.value, places_of(row.value)),
            spread(row.low, row.high),
            Unit(row.unit),
            row.source,
        )
        for row in material.assumptions
    )
    return Table(
        "every-assumption",
        Words("report.every_assumption"),
        heads("assumption", "value", "range", "unit", "why"),
        rows,
        Words("report.sources_note"),
        numbers=False,
        widths=(0.27, 0.09, 0.14, 0.13, 0.37),
    )
