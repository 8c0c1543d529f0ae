"""Ways to spoil a good file: pieces cut out, repeated, exchanged or replaced by what parsers stumble over."""

import json
from collections.abc import Sequence

from hypothesis import strategies as st

SCRAPS = (
    "nan", "-nan", "inf", "-inf", "-1", "0", "-0.0", "1e400", "1e-400", "9" * 30, "9" * 5000, "0x10", "1_000", "٣", "½",
    "true", "null", "''", '"', '"""', "'''", "[", "]", "[[", "{", "}", "=", ",", ";", "\t", "#", "\n", "\r", "\r\n\r\n",
    "\x00", "\x7f", "\ufeff", "\u2028", "\ud7ff", "è", "🏠", "\\u0041", "\\", "../../etc/passwd", "/dev/zero", "~root",
    "%s%n", "{0.__class__}", "${HOME}", "$(id)", "`id`", "=1+1", "+1", "@SUM(A1)", "-2+3", "<script>alert(1)</script>",
    "'; DROP TABLE run; --", "1979-05-27", "2026-13", "2026-02-30", "x" * 3000, "[" * 3000, "{a=" * 2000,
)  # fmt: skip
NUMBERS = (
    st.integers() | st.floats() | st.sampled_from([0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**63), 10**30, 1e308, 5e-324])
)


@st.composite
def damaged(draw: st.DrawFn, sample: str, words: Sequence[str] = ()) -> bytes:
    """Return a good text with one to four wounds, sometimes in another encoding."""
    text = sample
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 40)))
        wound = draw(st.sampled_from(["scrap", "text", "cut", "twice", "line", "value", "swap"]))
        lines = text.split("\n")
        row = draw(st.integers(0, len(lines) - 1))
        if wound == "scrap":
            text = text[:at] + draw(st.sampled_from([*SCRAPS, *words])) + text[to:]
        elif wound == "text":
            text = text[:at] + draw(st.text(max_size=8)) + text[at:]
        elif wound == "cut":
            text = text[:at] + text[to:]
        elif wound == "twice":
            text = text[:to] + text[at:to] * draw(st.integers(1, 3)) + text[to:]
        elif wound == "line":
            text = "\n".join([*lines[:row], lines[row], *lines[row:]])
        elif wound == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[row], lines[other] = lines[other], lines[row]
            text = "\n".join(lines)
        elif "=" in lines[row]:
            lines[row] = lines[row].split("=")[0] + "= " + draw(st.sampled_from([*SCRAPS, *words]) | NUMBERS.map(str))
            text = "\n".join(lines)
    encoding = draw(st.sampled_from(["utf-8"] * 8 + ["utf-8-sig", "utf-16", "latin-1", "utf-32"]))
    content = text.encode(encoding, "replace")
    if draw(st.integers(0, 15)) == 0:
        content = content[: draw(st.integers(0, len(content)))] + draw(st.binary(max_size=9))
    return content


LEAVES = st.booleans() | NUMBERS | st.text(max_size=6) | st.sampled_from(SCRAPS) | st.dates() | st.none()


def trees(names: Sequence[str], values: Sequence[object] = ()) -> st.SearchStrategy[object]:
    """Return any nested content with some of the right names and values in it."""
    leaves = LEAVES | st.sampled_from(list(values)) if values else LEAVES
    keys = st.sampled_from(list(names)) | st.text(max_size=4)
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=16
    )


def toml(value: object) -> str:
    """Return a value as it stands in TOML; what TOML has not becomes a text."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) or hasattr(value, "isoformat"):
        return str(value)
    return json.dumps(str(value))


def refused(error: Exception, naming: str = "", hiding: str = "\0") -> None:
    """Check that every line of a refusal names the thing, is not endless, and does not tell what it should not."""
    lines = str(error).split("\n")
    assert all(line.strip() and naming in line and len(line) < 5000 and hiding not in line for line in lines), error
