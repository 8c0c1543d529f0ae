"""The question, why this option, and what the answer is good for."""

from collections.abc import Iterator

from approdo.experiments.ranking_text import rankings

from .material import Material, Options
from .phrases import baseline, called, heads, name_of
from .pieces import Block, Bullets, Month, Number, Paragraph, Piece, Quoted, Section, Table, Words


def question(material: Material) -> Section:
    """Return the question and why this option was chosen: what is on record, and what only the authors can say."""
    first = material.first
    fields: dict[str, Piece] = {
        "packages": ", ".join(dict.fromkeys(name_of(each) for each in material.contrasts)),
        "baseline": baseline(first),
        "territory": called(material.territory),
        "start": Month(material.scenario.start),
        "months": Number(material.scenario.months),
    }
    blocks: list[Block] = [Paragraph(Words("report.asked", fields))]
    for contrast in material.contrasts:
        about = contrast.policy.scenario.package.about
        if about:
            blocks.append(Paragraph(Words("report.about", {"package": name_of(contrast), "about": Quoted(about)})))
    blocks += _compared(material)
    blocks.append(Paragraph(Words("report.authors_why"), "own"))
    return Section("question", Words("report.question"), tuple(blocks))


def _compared(material: Material) -> Iterator[Block]:
    for number, options in enumerate(material.options):
        yield from _ranked(options, number)
    if all(len(options.contrasts) == 1 for options in material.options):
        yield Paragraph(Words("report.one_option" if len(material.options) == 1 else "report.not_ranked"))


def _ranked(options: Options, number: int) -> Iterator[Block]:
    for found in rankings(options.contrasts):
        names = {**found.names, options.base.id: baseline(options.contrasts[0])}
        rows = tuple(
            (
                names[rank.arm],
                Number(rank.low)
                if rank.low == rank.high
                else Words("report.tie", {"low": Number(rank.low), "high": Number(rank.high)}),
                Number(rank.mean, 2),
                Number(100 * rank.best, 0, mark=" %"),
            )
            for rank in found.ranking.ranks
        )
        if not rows:
            yield Paragraph(Words("report.no_ranking"), "note")
            continue
        yield Table(
            f"ranking-{number}",
            Words("report.ranking"),
            heads("option", "rank", "headline", "best"),
            rows,
            Words("report.ranking_note"),
            widths=(0.5, 0.14, 0.18, 0.18),
        )


def domain(material: Material) -> Section:
    """Return the decision that the report may serve, and those that it may not."""
    first = material.scenario.start
    fields: dict[str, Piece] = {
        "territory": called(material.territory),
        "first": Month(first),
        "last": Month(first + material.scenario.months - 1),
        "data": Month(material.territory.data_month),
    }
    return Section(
        "domain",
        Words("report.domain"),
        (
            Paragraph(Words("report.authors_context"), "own"),
            Paragraph(Words("report.domain_for", fields)),
            Bullets(tuple(Words(f"report.domain_not_{number}", fields) for number in range(1, 6))),
        ),
    )
