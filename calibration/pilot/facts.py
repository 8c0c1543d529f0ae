"""What is said about a pilot that passed its checks: sizes and how much is known, nothing about groups or people."""

from typing import Any

from approdo.model.calendar import month_text

from .months import months_of
from .validate import Pilot


def facts_of(pilot: Pilot) -> dict[str, Any]:
    """Return what may be told about a pilot: totals only, ready for JSON."""
    window = pilot.descriptor
    facts: dict[str, Any] = {
        "name": window.name,
        "first": month_text(window.first),
        "last": month_text(window.last),
        "synthetic": window.synthetic,
        "rows": {name: len(records) for name, records in pilot.tables.items()},
    }
    if not pilot.aggregate:
        data = months_of(pilot)
        seen = sum(int((site.last - site.first + 1).sum()) for site in data.sites)
        facts |= {
            "people": data.persons,
            "territories": len(data.sites),
            "comparison": data.has_comparison,
            "person_months": seen,
            "housing_known": sum(int((site.housing >= 0).sum()) for site in data.sites) / seen,
            "work_known": sum(int((site.work >= 0).sum()) for site in data.sites) / seen,
            "followed_to_the_end": sum(int((site.last == data.months - 1).sum()) for site in data.sites),
        }
    return facts


def told(facts: dict[str, Any]) -> str:
    """Return the facts as lines for a terminal."""
    kind = "SYNTHETIC pilot" if facts["synthetic"] else "Pilot"
    lines = [f'{kind} "{facts["name"]}", {facts["first"]} to {facts["last"]}: no problem found.']
    if "people" in facts:
        lines += [
            f"  people                  {facts['people']} in {facts['territories']} territories, "
            f"{facts['followed_to_the_end']} followed to the end",
            f"  months under observation {facts['person_months']}: housing known in {facts['housing_known']:.0%}, "
            f"work in {facts['work_known']:.0%}; the others are unknown, never housed",
            "  comparison group        "
            + ("yes" if facts["comparison"] else "none: baseline, selection and effect cannot be told apart"),
        ]
    lines.append("  rows                    " + ", ".join(f"{name} {count}" for name, count in facts["rows"].items()))
    return "\n".join(lines)
