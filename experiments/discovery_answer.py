"""What scenario discovery says: boxes in words with coverage and density, or that nothing was found."""

from collections.abc import Iterator, Sequence
from typing import Any

from .box import Box
from .discovery import Discovery
from .numbers import percent
from .prim import Found, Step


def tell(found: Sequence[Discovery]) -> str:
    """Return the answer as text for a terminal."""
    return "\n".join(line for each in found for line in [*_one(each), ""]).rstrip()


def _one(found: Discovery) -> Iterator[str]:
    share = percent(found.failures / found.points)
    often = f"{found.failures} of {found.points} futures, {share}"
    yield f"{found.territory}: {found.package} fails ({found.fails}) in {often}"
    if found.lost:
        yield f"  {found.lost} futures have no value and are left out."
    if found.failures in (0, found.points):
        yield f"  It {'always' if found.failures else 'never'} fails here: there are no conditions to find."
        return
    if not found.sure:
        p = (
            f" (a random deal of the failures does as well with probability {found.boxes[0].p:.2f})"
            if found.boxes
            else ""
        )
        yield f"  PRIM: nothing found. No box in which it fails more often than chance would have it{p}."
    for number, box in enumerate(found.sure, 1):
        step = box.step
        yield f"  PRIM, box {number}: {_words(found, step.box)}"
        yield (
            f"    holds {percent(step.coverage)} of the failures (coverage); {percent(step.density)} of its "
            f"{step.points} futures fail (density)"
        )
        yield (
            f"    on futures it was not found with: {percent(box.tested[0])} and {percent(box.tested[1])}; "
            f"random deals as good: p = {box.p:.3g}"
        )
    tree = found.tree
    if not tree.leaves or tree.explained <= 0:
        yield "  CART: nothing found. No tree foretells failure better than its mere frequency."
        return
    yield f"  CART: a tree of {tree.size} leaves; foretells {percent(tree.explained)} of the variance of failing."
    if not found.sure:
        yield "    PRIM moves one input at a time and may miss failures in opposite corners; the tree sees them."
    for leaf in tree.leaves:
        yield (
            f"    {_words(found, leaf.box)}: coverage {percent(leaf.coverage)}, density {percent(leaf.density)} "
            f"({leaf.points} futures)"
        )


def _words(found: Discovery, box: Box) -> str:
    return box.words(found.names, found.flags)


def document(found: Sequence[Discovery]) -> dict[str, Any]:
    """Return the answer, ready for JSON."""
    return {"discoveries": [_document(each) for each in found]}


def _document(found: Discovery) -> dict[str, Any]:
    return {
        "territory": found.territory,
        "package": found.package,
        "fails": str(found.fails),
        "points": found.points,
        "failures": found.failures,
        "left_out": found.lost,
        "found": bool(found.sure),
        "boxes": [_box(found, each) for each in found.boxes],
        "tree": {
            "leaves": found.tree.size,
            "explained": found.tree.explained,
            "boxes": [
                {
                    "words": _words(found, leaf.box),
                    "ends": _ends(found, leaf.box),
                    "points": leaf.points,
                    "coverage": leaf.coverage,
                    "density": leaf.density,
                }
                for leaf in found.tree.leaves
            ],
        },
    }


def _box(found: Discovery, each: Found) -> dict[str, Any]:
    p_of = {restriction.number: restriction.quasi_p for restriction in each.restrictions}
    ends = [{**end, "quasi_p": p_of.get(found.names.index(end["input"]))} for end in _ends(found, each.step.box)]
    return {
        "words": _words(found, each.step.box),
        "ends": ends,
        "points": each.step.points,
        "coverage": each.step.coverage,
        "density": each.step.density,
        "tested_coverage": each.tested[0],
        "tested_density": each.tested[1],
        "p": each.p,
        "sure": each.sure,
        "trajectory": [_step(step) for step in each.trajectory],
    }


def _ends(found: Discovery, box: Box) -> list[dict[str, Any]]:
    return [{"input": found.names[n], "low": box.low[n], "high": box.high[n]} for n in box.restricted]


def _step(step: Step) -> dict[str, Any]:
    return {"points": step.points, "coverage": step.coverage, "density": step.density}
