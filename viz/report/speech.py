"""Says the pieces of a report in one language."""

from functools import singledispatch

from approdo.experiments.numbers import decimals
from approdo.viz.words import idle
from approdo.viz.words.patterns import again
from approdo.viz.words.tongue import Tongue, tongue

from .pieces import Idle, Joined, Month, Named, Number, Piece, Quoted, Size, Told, Unit, Words

NOTHING = "–"


def speak(piece: Piece, language: str) -> str:
    """Return a piece as text."""
    return _say(piece, tongue(language))


@singledispatch
def _say(piece: object, say: Tongue) -> str:
    raise NotImplementedError(f"a piece of a report: {piece!r}")


@_say.register
def _(piece: str, say: Tongue) -> str:
    return piece


@_say.register
def _(piece: Words, say: Tongue) -> str:
    return say(piece.key, **{name: _say(part, say) for name, part in piece.fields.items()})


@_say.register
def _(piece: Number, say: Tongue) -> str:
    return NOTHING if piece.value is None else f"{say.number(piece.value, piece.places, sign=piece.sign)}{piece.mark}"


@_say.register
def _(piece: Size, say: Tongue) -> str:
    found = piece.scaled
    if found.mean is None:
        return NOTHING
    places = decimals(found) if piece.places is None else piece.places
    text = f"{say.number(found.mean, places, sign=piece.sign)}{piece.mark}"
    return f"{text} {say.interval(found, places, sign=piece.sign)}".strip()


@_say.register
def _(piece: Month, say: Tongue) -> str:
    return say.month(piece.number, whole=True)


@_say.register
def _(piece: Named, say: Tongue) -> str:
    return say.named(piece.section, piece.name)


@_say.register
def _(piece: Told, say: Tongue) -> str:
    return say.of(piece.thing, piece.what)


@_say.register
def _(piece: Unit, say: Tongue) -> str:
    return say.unit(piece.english, one=piece.count == 1)


@_say.register
def _(piece: Idle, say: Tongue) -> str:
    reasons = idle.told((piece.sentence,), say)
    return next((f"{name}: {reason}" for name, reason in reasons.items()), piece.sentence)


@_say.register
def _(piece: Quoted, say: Tongue) -> str:
    return again(piece.english, "package_text", say)


@_say.register
def _(piece: Joined, say: Tongue) -> str:
    return piece.between.join(_say(part, say) for part in piece.parts)
