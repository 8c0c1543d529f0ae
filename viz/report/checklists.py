"""The self-checks of the annex: STRESS (agent-based simulation) and CHEERS 2022, filled in from the run."""

from typing import Final

from approdo import __version__
from approdo.experiments.economics.cheers import fill
from approdo.experiments.economics.discounting import RATE

from .answer import sentence
from .material import Material
from .phrases import baseline, called, heads, name_of
from .pieces import Joined, Month, Number, Paragraph, Piece, Section, Size, Table, Words
from .speech import speak

STRESS: Final = (
    *("1_1", "1_2", "1_3", "2_1", "2_2", "2_3", "2_4", "2_5_1", "2_5_2", "2_5_3", "2_5_4"),
    *("3_1", "3_2", "3_3", "3_4", "4_1", "4_2", "4_3", "5_1", "5_2", "5_3", "5_4", "6_1"),
)


def section(material: Material, command: str, language: str) -> Section:
    """Return both tables; CHEERS items are kept in each language as whole sentences, hence the language."""
    return Section(
        "checklists",
        Words("report.checklists"),
        (Paragraph(Words("report.checklists_told")), _stress(material, command), _cheers(material, command, language)),
    )


def _facts(material: Material, command: str) -> dict[str, Piece]:
    first = material.first
    return {
        "packages": ", ".join(name_of(each) for each in material.contrasts),
        "baseline": baseline(first),
        "territory": called(material.territory),
        "territories": called(material.territory),
        "start": Month(material.scenario.start),
        "months": Number(material.scenario.months),
        "runs": Number(material.pairs),
        "seed": str(material.seed),
        "version": __version__,
        "assumptions": Number(len(material.assumptions)),
        "parameters": Number(len(material.parameters)),
        "draws": Words(f"report.draws_{material.kind}", {"posterior": material.posterior or "–"}),
        "command": command,
        "zones": Number(len(material.territory.zones)),
    }


def _stress(material: Material, command: str) -> Table:
    facts = _facts(material, command)
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (
            Joined((item.replace("_", "."), Words(f"report_stress_item.n{item}")), " "),
            Words(f"report_stress.n{item}", facts),
        )
        for item in STRESS
    )
    return Table(
        "stress", Words("report.stress"), heads("item", "said"), rows, Words("report.stress_note"), False, (0.3, 0.7)
    )


def _cheers(material: Material, command: str, language: str) -> Table:
    facts = {name: speak(piece, language) for name, piece in _cheers_facts(material, command).items()}
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (
            f"{item.number} {item.section}",
            Joined((item.text.strip(), Words("report.authors_add")), " ") if item.authors else item.text,
        )
        for item in fill(facts, language)
    )
    return Table(
        "cheers", Words("report.cheers"), heads("item", "said"), rows, Words("report.cheers_note"), False, (0.3, 0.7)
    )


def _cheers_facts(material: Material, command: str) -> dict[str, Piece]:
    years = sorted({str(year) for each in material.contrasts if (year := each.policy.scenario.package.price_year)})
    displaced: list[Piece] = []
    for contrast in material.contrasts:
        found, fields = contrast.displaced, {"package": name_of(contrast)}
        if found.mean is None or not found.clear:
            displaced.append(Words("report.displaced_unclear", fields))
        else:
            displaced.append(Words("report.displaced_told", {**fields, "size": Size(found, 100.0, False, " %")}))
    return {
        **_facts(material, command),
        "rate": Words("report.rates", {"rate": Number(100 * RATE, 0)}),
        "price_years": ", ".join(years) or Words("report.no_price_year"),
        "findings": Joined(tuple(sentence(contrast) for contrast in material.contrasts), " "),
        "displacement": Joined(tuple(displaced), " "),
        "uncertainty": Words("report.uncertainty"),
    }
