"""What would turn the sign of the answer, or the ranking, as far as the draws tell."""

from collections.abc import Iterator

from approdo.experiments.ranking_text import rankings

from .assumptions import ledgers, parameter_name
from .doubts import FEWEST, Ledger
from .material import Material, Options
from .phrases import baseline, name_of
from .pieces import Block, Bullets, Code, Number, Paragraph, Piece, Section, Size, Words


def section(material: Material) -> Section:
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
            Words(
                "report.flip_item",
                {"name": parameter_name(doubt.name), "low": Size(doubt.low), "high": Size(doubt.high)},
            )
            for doubt in turning[:8]
        )
    )


def _close(options: Options) -> Iterator[Block]:
    """Yield pairs of options whose order the runs cannot tell."""
    for found in rankings(options.contrasts):
        close = [pair for pair in found.ranking.pairs if not pair.difference.clear]
        if close:
            names: dict[str, Piece] = {**found.names, options.base.id: baseline(options.contrasts[0])}
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
