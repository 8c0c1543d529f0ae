"""Nothing that a package file may hold ends in anything but a package or a complaint about that file."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approdo.experiments.scenario import load_package
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS
from tests.experiments.package_sample import SAMPLE, scenario


def loads_or_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        package = load_package(path)
    except BadInput as error:
        lines, begin = str(error).split("\n"), str(path)
    else:
        lines, begin = package.warnings(scenario(package)), 'lever "'
    assert all(line.startswith(begin) for line in lines)


FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
PIECES = """[ ] [[lever]] { } = " ' # nan -1 1e400 true kind tutors eligibility [package] 1979-05-27 . , lever"""
SCRAPS = st.sampled_from([*PIECES.split(), '"""', "'''", "\\u0041", "\n", "\u2028", "format = 1", "9" * 5000])


@FUZZ
@given(content=st.binary() | st.text().map(str.encode) | st.binary().map(b"format = 1\n".__add__))
def test_no_bytes_end_in_anything_but_a_package_or_bad_input(tmp_path, content):
    loads_or_is_refused(tmp_path / "any.toml", content)


@settings(FUZZ, max_examples=300)
@given(
    cut=st.integers(0, len(SAMPLE)),
    length=st.integers(0, 40),
    scraps=st.lists(SCRAPS | st.text(max_size=3), max_size=4),
)
def test_no_damage_to_a_package_ends_in_anything_but_a_package_or_bad_input(tmp_path, cut, length, scraps):
    damaged = SAMPLE[:cut] + "".join(scraps) + SAMPLE[cut + length :]
    loads_or_is_refused(tmp_path / "any.toml", damaged.encode())


NAMES = st.sampled_from(["kind", "id", "start", "months", "tutors", "eligibility", "budget", "priority"]) | st.text(
    max_size=3
)
LEAVES = st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(list(LEVERS)) | st.dates()
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    if isinstance(value, str):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@FUZZ
@given(package=TREES, levers=TREES | st.lists(st.dictionaries(NAMES, TREES, max_size=5), max_size=3))
def test_no_content_ends_in_anything_but_a_package_or_bad_input(tmp_path, package, levers):
    loads_or_is_refused(
        tmp_path / "any.toml", f"format = 1\npackage = {toml(package)}\nlever = {toml(levers)}\n".encode()
    )
