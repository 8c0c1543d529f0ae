"""`datapackage.json`: a Frictionless tabular data package, with the few facts about the pilot that no table holds."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from approdo.model.calendar import month_text, parse_month
from approdo.model.errors import BadInput

from .problems import Problems
from .reading import decode
from .schema import CODES, TABLES, Field, Table

NAME: Final = "datapackage.json"
FORMAT: Final = 1
WATERMARK: Final = "SYNTHETIC DATA: simulated by Approdo, about nobody"
LONGEST: Final = 120  # months of a pilot, as of a run
PLAIN_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
FRICTIONLESS: Final = {
    "pid": "string", "code": "string", "territory": "string", "group": "string",
    "month": "yearmonth", "integer": "integer", "number": "number",
}  # fmt: skip


@dataclass(frozen=True)
class Descriptor:
    """What the package says about itself. Months are month numbers; `keep_until` is the last month of retention."""

    name: str
    first: int
    last: int
    keep_until: int | None = None
    synthetic: bool = False

    @property
    def months(self) -> int:
        """Months of the observation."""
        return self.last - self.first + 1


def document(descriptor: Descriptor, tables: Sequence[Table]) -> dict[str, Any]:
    """Return the content of `datapackage.json`."""
    facts: dict[str, Any] = {
        "format": FORMAT,
        "observation": {"first": month_text(descriptor.first), "last": month_text(descriptor.last)},
        "keep_until": None if descriptor.keep_until is None else month_text(descriptor.keep_until),
        "synthetic": descriptor.synthetic,
    }
    if descriptor.synthetic:
        facts["watermark"] = WATERMARK
    return {
        "profile": "tabular-data-package",
        "name": descriptor.name,
        "title": WATERMARK if descriptor.synthetic else "Pilot data: pseudonymised, and personal data all the same",
        "approdo": facts,
        "resources": [_resource(table, tables) for table in tables],
    }


def written(descriptor: Descriptor, tables: Sequence[Table]) -> bytes:
    """Return `datapackage.json` as bytes."""
    return (json.dumps(document(descriptor, tables), indent=1, ensure_ascii=False) + "\n").encode()


def _resource(table: Table, tables: Sequence[Table]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(field) for field in table.fields if not field.opt_in]}
    schema["missingValues"] = [""]
    schema["primaryKey"] = list(table.key)
    if table.personal and table.name != "person" and any(other.name == "person" for other in tables):
        schema["foreignKeys"] = [{"fields": "pid", "reference": {"resource": "person", "fields": "pid"}}]
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "title": table.en,
        "format": "csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": True} if field.required else {}
    if field.type == "code":
        rules["enum"] = list(CODES[field.codes])
    if field.low is not None:
        rules["minimum"] = int(field.low) if field.type == "integer" else field.low
    if field.high is not None:
        rules["maximum"] = int(field.high) if field.type == "integer" else field.high
    if field.type == "pid":
        rules["pattern"] = "([0-9a-f]{16,64}|synth-[0-9a-f]{16})"
    if field.type == "territory":
        rules["pattern"] = "[0-9]{3}"
    said = {"name": field.name, "type": FRICTIONLESS[field.type], "title": field.en, "title_it": field.it}
    return {**said, "constraints": rules} if rules else said


def read_descriptor(content: bytes, problems: Problems) -> Descriptor | None:
    """Read and check `datapackage.json`; None where it cannot be used."""
    remedy = "Begin with what approdo pilot template DIR writes."
    text = decode(content, NAME, problems)
    if text is None:
        return None
    try:
        table = json.loads(text)
    except json.JSONDecodeError as error:
        problems.add(NAME, error.lineno, f"this is not JSON ({error.msg}).", remedy)
        return None
    except (RecursionError, ValueError) as error:
        problems.add(NAME, 1, f"this is not JSON ({str(error)[:60]}).", remedy)
        return None
    facts = table.get("approdo") if isinstance(table, dict) else None
    if not isinstance(facts, dict):
        problems.add(NAME, 1, 'no entry "approdo".', remedy)
        return None
    reader = _Reader(text, facts, problems)
    reader.paths(table.get("resources", []))
    return reader.descriptor(table.get("name"))


class _Reader:
    """Reads the facts one by one, keeping every complaint."""

    def __init__(self, text: str, facts: Mapping[str, Any], problems: Problems) -> None:
        self.text, self.facts, self.problems = text, facts, problems

    def complain(self, key: str, value: object, said: str, remedy: str) -> None:
        at = self.text.find(json.dumps(value)) if key == "path" else self.text.find(f'"{key}"')
        line = self.text.count("\n", 0, max(at, 0)) + 1
        self.problems.add(NAME, line, said, remedy, column=key, value=value)

    def paths(self, resources: object) -> None:
        """A package reads the files beside it and no others, whatever it says."""
        known = {table.file for table in TABLES.values()}
        for resource in resources if isinstance(resources, list) else []:
            path = resource.get("path") if isinstance(resource, dict) else None
            if path not in known:
                remedy = f"The files have fixed names, beside {NAME}: {', '.join(sorted(known))}."
                self.complain("path", path, "no file of a pilot.", remedy)

    def descriptor(self, name: object) -> Descriptor | None:
        before = len(self.problems.found)
        if self.facts.get("format") != FORMAT or type(self.facts.get("format")) is not int:
            self.complain("format", self.facts.get("format"), "unknown format.", f"Expected {FORMAT}.")
        if not isinstance(name, str) or PLAIN_NAME.fullmatch(name) is None:
            self.complain("name", name, "no name of a package.", "Expected small letters, digits, - and _.")
        synthetic = self.facts.get("synthetic", False)
        if not isinstance(synthetic, bool):
            self.complain("synthetic", synthetic, "neither true nor false.", "Write true only for simulated people.")
        observation = self.facts.get("observation")
        window = observation if isinstance(observation, dict) else {}
        first, last = (self._month(key, window.get(key)) for key in ("first", "last"))
        keep = self.facts.get("keep_until")
        until = None if keep is None and synthetic is True else self._month("keep_until", keep)
        if first is not None and last is not None and not 0 <= last - first < LONGEST:
            remedy = f"Expected first <= last, at most {LONGEST} months."
            self.complain("observation", f"{month_text(first)} to {month_text(last)}", "no such window.", remedy)
        if len(self.problems.found) > before or first is None or last is None:
            return None
        return Descriptor(str(name), first, last, until, synthetic is True)

    def _month(self, key: str, value: object) -> int | None:
        try:
            return parse_month(value if isinstance(value, str) else "")
        except BadInput:
            self.complain(key, value, "no month.", 'Expected YYYY-MM in quotation marks, for example "2020-05".')
            return None
