"""What no single cell of the planner's tables can tell: one day of count, sizes of households, parts of a whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from approdo.calibration.pilot.checks import Record
from approdo.calibration.pilot.problems import Problems
from approdo.calibration.pilot.schema import Table
from approdo.model.calendar import month_text

AHEAD: Final = 60  # months; a later one is a slip of the pen
LEAST: Final = {"single": (1, 1), "couple": (2, 2), "single_parent": (2, 15), "family": (3, 17)}  # people a household
MOST: Final = 20_000  # households of one office; more than any province has
FEWEST: Final = 5  # people; below, a group is shown together with others
HOLDERS: Final = ("refugee", "subsidiary", "special", "special_cases", "other")
SAI: Final = ("sai_ordinary", "sai_msna", "sai_dmds")
Tables = Mapping[str, tuple[Table, Sequence[Record]]]


def check_office(tables: Tables, problems: Problems) -> None:
    """Check the tables of an office against themselves and each other."""
    whole = not problems.found  # else sums would blame rows for what others lack
    table, presences = tables["presences"]
    _one_count(table, presences, problems)
    _sizes(table, presences, problems)
    households = sum(_number(values["households"]) for _, values, _ in presences)
    if households > MOST:
        said = f"{households:,} households in all, expected at most {MOST:,}."
        problems.add(table.file, presences[-1].line, said, "Plan for one province at a time.", column="households")
    count = presences[0].values["month"]
    if not isinstance(count, int):
        return
    _months(tables, count, problems)
    _kinds(tables, problems)
    if whole:
        _parts(tables, problems)


def _one_count(table: Table, presences: Sequence[Record], problems: Problems) -> None:
    first = presences[0].values["month"]
    for line, values, _ in presences:
        month = values["month"]
        if isinstance(month, int) and isinstance(first, int) and month != first:
            said = f"another month than in line {presences[0].line} ({month_text(first)})."
            remedy = "One count has one month; put another count into another file."
            problems.add(table.file, line, said, remedy, column="month", value=month_text(month))


def _sizes(table: Table, presences: Sequence[Record], problems: Problems) -> None:
    for line, values, _ in presences:
        family, households, people = values["family_type"], values["households"], values["people"]
        if not isinstance(family, str) or not isinstance(households, int) or not isinstance(people, int):
            continue
        least, most = (number * households for number in LEAST[family])
        if not least <= people <= most:
            expected = f"{least}" if least == most else f"{least} to {most}"
            said = f"{households} households of the kind {family} are not so many people."
            problems.add(table.file, line, said, f"Expected {expected}.", column="people", value=people)
        elif people < FEWEST:
            said = f"fewer than {FEWEST} people in this row."
            problems.add(table.file, line, said, "Results show them together with others.", value=people, note=True)


def _months(tables: Tables, count: int, problems: Problems) -> None:
    after = {"presences": "ends", "notices": "exit_month", "vacancies": "month"}
    for name, column in after.items():
        table, records = tables.get(name, (None, ()))
        for line, values, _ in records:
            month = values[column]
            if table is None or not isinstance(month, int):
                continue
            if month > count + AHEAD:
                said = f"more than {AHEAD} months after the count, {month_text(count)}."
                problems.add(table.file, line, said, "Correct it.", column=column, value=month_text(month))
            if month < count and name != "vacancies":
                said = f"before the count, {month_text(count)}: overdue."
                remedy = "They are expected to leave in the month after the count."
                problems.add(table.file, line, said, remedy, column=column, value=month_text(month), note=True)
    table, records = tables.get("decisions", (None, ()))
    for line, values, _ in records:
        month = values["month"]
        if table is not None and isinstance(month, int) and month > count:
            said = f"after the count, {month_text(count)}."
            problems.add(table.file, line, said, "Correct one of the two.", column="month", value=month_text(month))


def _kinds(tables: Tables, problems: Problems) -> None:
    for name in ("decisions", "notices"):
        table, records = tables.get(name, (None, ()))
        for line, values, _ in records:
            if table is not None and name == "decisions" and values["permit_type"] == "applicant":
                said, remedy = "a positive decision grants a permit.", f"Write one of: {', '.join(HOLDERS)}."
                problems.add(table.file, line, said, remedy, column="permit_type", value="applicant")
    table, records = tables.get("vacancies", (None, ()))
    for line, values, _ in records:
        kind = values["reception"]
        if table is not None and isinstance(kind, str) and kind not in SAI:
            remedy = f"Write one of: {', '.join(SAI)}."
            problems.add(table.file, line, "no kind of SAI place.", remedy, column="reception", value=kind)
    table, records = tables["presences"]
    for line, values, _ in records:
        if values["ends"] is not None and values["reception"] not in SAI:
            remedy = "Enter a notified exit in notices.csv, and empty the cell."
            problems.add(table.file, line, "an end of the stay belongs to SAI.", remedy, column="ends")


def _parts(tables: Tables, problems: Problems) -> None:
    """Decisions and notices are parts of those present: never more households than there are."""
    there: dict[tuple[object, ...], int] = defaultdict(int)
    for _, values, _ in tables["presences"][1]:
        there[_group(values, "cas")] += _number(values["households"])
    taken: dict[tuple[object, ...], int] = defaultdict(int)
    for name in ("notices", "decisions"):
        table, records = tables.get(name, (None, ()))
        for line, values, _ in records:
            group = _group(values, "cas")
            taken[group] += _number(values["households"])
            if table is not None and taken[group] > there[group]:
                said = f"decisions and notices come to {taken[group]} households here, presences has {there[group]}."
                remedy = "Both are parts of those present, in the same municipality, reception, permit and household."
                problems.add(table.file, line, said, remedy, column="households", value=values["households"])


def _group(values: Mapping[str, object], reception: str) -> tuple[object, ...]:
    kind = values.get("reception", reception)
    return (values["municipality"], kind, values["permit_type"], values["family_type"])


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
