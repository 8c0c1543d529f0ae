"""A small checker of Frictionless data packages: what their specification asks of the parts that exports use."""

import csv
import hashlib
import json
import re

import pyarrow.parquet as pq

NAME = re.compile(r"[a-z0-9._/-]+")
KINDS = {
    "string": lambda cell: True,
    "integer": lambda cell: re.fullmatch(r"[+-]?\d+", cell),
    "number": lambda cell: re.fullmatch(r"[+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|inf)|nan", cell, re.IGNORECASE),
    "yearmonth": lambda cell: re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", cell),
}


def check(folder):
    """Return what is wrong with the package in a folder; nothing if all is well."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    wrong = []
    if not NAME.fullmatch(package["name"]):
        wrong.append("name of the package")
    names = [resource["name"] for resource in package["resources"]]
    if len(set(names)) != len(names) or not all(map(NAME.fullmatch, names)):
        wrong.append("names of the resources")
    listed = {"datapackage.json", *(resource["path"] for resource in package["resources"])}
    if {path.name for path in folder.iterdir()} != listed:
        wrong.append("files that are not listed")
    cells = {}
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        if resource["bytes"] != len(content) or resource["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
            wrong.append(f"{resource['name']}: size or hash")
        if resource["format"] == "csv":
            cells[resource["name"]] = _csv(folder / resource["path"], resource, wrong)
        elif pq.read_schema(folder / resource["path"]).names != [f["name"] for f in resource["schema"]["fields"]]:
            wrong.append(f"{resource['name']}: columns")
    for resource in package["resources"]:
        for key in resource["schema"]["foreignKeys"] if resource["format"] == "csv" else ():
            (own,), target = key["fields"], key["reference"]
            known = set(cells[target["resource"]][target["fields"][0]])
            if not set(cells[resource["name"]][own]) <= known:
                wrong.append(f"{resource['name']}: {own} leads nowhere")
    return wrong


def _csv(path, resource, wrong):
    schema = resource["schema"]
    with path.open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    if heads != [field["name"] for field in schema["fields"]]:
        wrong.append(f"{resource['name']}: heads")
    if len(rows) != resource["rows"]:
        wrong.append(f"{resource['name']}: {len(rows)} rows")
    columns = {head: [row[number] for row in rows] for number, head in enumerate(heads)}
    for field in schema["fields"]:
        fits = KINDS[field["type"]]
        bad = [cell for cell in columns[field["name"]] if cell not in schema["missingValues"] and not fits(cell)]
        if bad:
            wrong.append(f"{resource['name']}: {field['name']}: {bad[0]!r} is no {field['type']}")
    keys = list(zip(*(columns[name] for name in schema["primaryKey"]), strict=True))
    if len(set(keys)) != len(keys):
        wrong.append(f"{resource['name']}: primary key")
    return columns
