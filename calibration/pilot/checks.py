"""What no single cell can tell: keys, references between tables, order, overlaps, the months of the observation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from approdo.model.calendar import month_text
from approdo.model.codes import ETHOS_LIGHT, Housing

from .cells import Value
from .descriptor import Descriptor
from .problems import Problems
from .schema import CODES, Table

LEAST_PEOPLE: Final = 5  # behind a published share
NO_OVERLAP: Final = ("housing_spell", "work_spell")
WITH_CONTRACT: Final = ("employed", "self_employed", "traineeship")


class Record(NamedTuple):
    """A row with its values; months are month numbers. `wrong` names the cells that are None because they are wrong."""

    line: int
    values: Mapping[str, Value]
    wrong: frozenset[str] = frozenset()


Records = Mapping[str, Sequence[Record]]


def check_keys(table: Table, records: Sequence[Record], problems: Problems) -> None:
    """No two rows of a table have the same key."""
    seen: dict[tuple[Value, ...], int] = {}
    for record in records:
        key = tuple(record.values.get(name) for name in table.key)
        if any(record.values.get(name) is None and table.field(name).required for name in table.key):
            continue  # told already
        if key in seen:
            said = f"the same {' and '.join(table.key)} as in line {seen[key]}."
            problems.add(table.file, record.line, said, "Delete one of the two, or correct it.")
        seen.setdefault(key, record.line)


def check_people(people: Sequence[Record], window: Descriptor, problems: Problems) -> None:
    """Everybody is followed inside the observation, from a month to a later one."""
    for line, values, _ in people:
        begins, ends = values.get("observed_from"), values.get("observed_to")
        if not isinstance(begins, int) or not isinstance(ends, int):
            continue
        span = f"{month_text(window.first)} to {month_text(window.last)}"
        for column, month in (("observed_from", begins), ("observed_to", ends)):
            if not window.first <= month <= window.last:
                remedy = "Cut it to the observation, or correct the observation in datapackage.json."
                _month(problems, "person.csv", line, column, month, f"outside the observation, {span}.", remedy)
        if ends < begins:
            said = f"before observed_from, {month_text(begins)}."
            _month(problems, "person.csv", line, "observed_to", ends, said, "Exchange or correct the two.")


def check_references(tables: Records, problems: Problems) -> None:
    """Every row about a person belongs to one of the table of people."""
    known = {record.values.get("pid") for record in tables["person"]}
    for name, records in tables.items():
        for record in records:
            pid = record.values.get("pid")
            if pid is not None and pid not in known:
                remedy = "Add the person, or delete the row."
                problems.add(f"{name}.csv", record.line, "this person is not in person.csv.", remedy, column="pid")


def check_spells(name: str, records: Sequence[Record], people: Sequence[Record], problems: Problems) -> None:
    """Spells lie in the person's observation, end after they start, and those of one kind do not overlap."""
    file = f"{name}.csv"
    persons = {record.values.get("pid"): record for record in people}
    spells: dict[Value, list[tuple[int, int, int]]] = defaultdict(list)
    for line, values, _ in records:
        person, start, end = persons.get(values.get("pid")), values.get("start"), values.get("end")
        if person is None or not isinstance(start, int):
            continue
        begins, ends = person.values.get("observed_from"), person.values.get("observed_to")
        if not isinstance(begins, int) or not isinstance(ends, int):
            continue
        last = end if isinstance(end, int) else max(start, ends)
        if last < start:
            _month(problems, file, line, "end", last, f"before start, {month_text(start)}.", "Correct the two months.")
            continue
        of = f"of this person (person.csv:{person.line})"
        remedy = "Cut the spell to the observation, or correct the observation."
        if start < begins:
            _month(problems, file, line, "start", start, f"before observed_from {month_text(begins)} {of}.", remedy)
        if max(start, last) > ends:
            column = "end" if isinstance(end, int) else "start"
            _month(problems, file, line, column, last, f"after observed_to {month_text(ends)} {of}.", remedy)
        spells[values.get("pid")].append((start, last, line))
    if name not in NO_OVERLAP:
        return
    for listed in spells.values():
        listed.sort()
        reach, where = listed[0][1], listed[0][2]
        for start, last, line in listed[1:]:
            if start <= reach:
                said = f"this spell begins before the one of line {where} is over ({month_text(reach)})."
                remedy = "A month has one state, that of its last night: end one spell in the month before the next."
                _month(problems, file, line, "start", start, said, remedy)
            if last > reach:
                reach, where = last, line


def check_housing(records: Sequence[Record], problems: Problems) -> None:
    """The ETHOS Light category, where it is given, is that of the state."""
    for line, values, _ in records:
        state, light = values.get("state"), values.get("ethos_light")
        model = CODES["housing_state"][state].model if isinstance(state, str) else ""
        if not model or light is None:
            continue
        category = ETHOS_LIGHT[Housing[model]]
        if light != category:
            expected = f"category {category}" if category else "no category: empty the cell"
            said = f'state "{state}" is in another category.'
            remedy = f"Expected {expected}; or correct the state."
            problems.add("housing_spell.csv", line, said, remedy, column="ethos_light", value=light)


def check_work(records: Sequence[Record], problems: Problems) -> None:
    """Whoever is employed has a contract, if only an unknown one; nobody else has."""
    for line, values, wrong in records:
        status, contract = values.get("status"), values.get("contract")
        if status == "employed" and contract is None and "contract" not in wrong:
            said = "status is employed, the contract is empty."
            remedy = f"Write one of: {', '.join(CODES['contract'])}."
            problems.add("work_spell.csv", line, said, remedy, column="contract")
        if contract is not None and isinstance(status, str) and status not in WITH_CONTRACT:
            said = f'status is "{status}": there is no contract.'
            problems.add("work_spell.csv", line, said, "Empty the cell, or correct the status.", column="contract")


def check_plans(records: Sequence[Record], problems: Problems) -> None:
    """The next review comes after this one."""
    for line, values, _ in records:
        month, following = values.get("review_month"), values.get("next_review")
        if isinstance(month, int) and isinstance(following, int) and following <= month:
            said = f"not after review_month, {month_text(month)}."
            _month(problems, "plan.csv", line, "next_review", following, said, "Correct one of the two.")


def check_aggregate(records: Sequence[Record], window: Descriptor, problems: Problems) -> None:
    """A share is of a calendar month or of a month since the exit, and of enough people."""
    for line, values, wrong in records:
        month, since, n = values.get("month"), values.get("since_exit"), values.get("n")
        if (month is None) == (since is None) and not wrong & {"month", "since_exit"}:
            said = "both month and since_exit are given." if month is not None else "no month and no since_exit."
            problems.add("aggregate.csv", line, said, "Fill in exactly one of the two.")
        if isinstance(month, int) and not window.first <= month <= window.last:
            span = f"{month_text(window.first)} to {month_text(window.last)}"
            _month(problems, "aggregate.csv", line, "month", month, f"outside the observation, {span}.", "Correct it.")
        if isinstance(n, int) and n < LEAST_PEOPLE:
            remedy = f"A share of fewer than {LEAST_PEOPLE} people tells about persons: leave the row out."
            problems.add("aggregate.csv", line, "too few people.", remedy, column="n", value=n)


def _month(problems: Problems, file: str, line: int, column: str, month: int, said: str, remedy: str) -> None:
    problems.add(file, line, said, remedy, column=column, value=month_text(month))
