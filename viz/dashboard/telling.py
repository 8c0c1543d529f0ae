"""The answer in words, in the reader's language; the same rules as the command line's (experiments/telling.py)."""

from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import Estimate
from approdo.experiments.telling import FEWEST_FOR_95
from approdo.model.levers import LEVERS
from approdo.model.outcomes import OUTCOMES
from approdo.viz.words.tongue import Tongue

from .bench import Bench
from .shown import Shown

DEFINITIONS = {outcome.id: outcome for outcome in OUTCOMES}


def title(bench: Bench, say: Tongue) -> str:
    """Return what is compared with what, where."""
    base = bench.base.name if bench.base.levers else say("answer.no_policy")
    return say("answer.title", package=bench.policy.name, territory=bench.place.name, base=base)


def sentence(shown: Shown, say: Tongue) -> str:
    """Return the answer of one package in one sentence."""
    found = shown.totals[shown.headline]
    change = found.difference
    what = say("answer.per_leaver", months=shown.window) if shown.window else say("answer.person_months")
    if change.mean is None or found.base is None or found.policy is None:
        return say("answer.undefined", package=shown.name, what=what)
    places = decimals(change, found.base, found.policy)
    given = {
        "package": shown.name,
        "what": what,
        "base": say.number(found.base, places),
        "policy": say.number(found.policy, places),
        "change": say.number(change.mean, places, sign=True),
        "range": f"{spread(found.worlds, say)} {whole(say.interval(found.worlds, places))}".strip(),
    }
    if not change.clear:
        return say("answer.not_clear", **given)
    other = whole(f"{say.number(100 * (shown.flips or 0.0))} %")
    return say("answer.lowers" if change.mean < 0 else "answer.raises", other=other, **given)


def whole(text: str) -> str:
    """Return a text that is not broken over two lines."""
    return text.replace(" ", "\u00a0")


def stretch(low: str, high: str) -> str:
    """Return a range that is not broken over two lines, not behind its dash either."""
    return f"{low}\u00a0–\u2060\u00a0{high}"


def cell(found: Estimate, say: Tongue, word: str = "", factor: float = 1.0, mark: str = "") -> str:
    """Return a change with its interval, and in a word whether it is good news, broken between these only."""
    if found.mean is None:
        return "–"
    size, _, range_ = say.estimate(found, factor=factor, mark=mark).partition(" [")
    told = [size, f"[{range_}" if range_ else "", say(f"mark.{word}") if word else ""]
    return " ".join(whole(part) for part in told if part)


def spread(worlds: Estimate, say: Tongue) -> str:
    """Return what an interval of worlds holds: 95 % of them, or all while they are few."""
    return say("answer.worlds") if worlds.n >= FEWEST_FOR_95 else say("answer.worlds_all", n=worlds.n)


def label(name: str, say: Tongue) -> str:
    """Return what an outcome is called."""
    return say.of(DEFINITIONS[name], "label")


def action(name: str, kind: str, say: Tongue) -> str:
    """Return what an action is called: its lever, and its own name where it has one."""
    told = say.of(LEVERS[kind], "label")
    return told if name == kind else f"{told} ({name})"


def level(value: float | None, factor: float, places: int, mark: str, say: Tongue) -> str:
    """Return a level as it stands beside a difference."""
    return "–" if value is None else f"{say.number(value * factor, places)}{mark}"
