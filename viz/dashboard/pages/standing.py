"""The tables of what stands beside the model: studies, patterns, and the fit of the defaults."""

from collections.abc import Sequence

import solara

from approdo.experiments.pattern_rules import Pattern
from approdo.experiments.pattern_verdicts import PatternVerdict
from approdo.viz.dashboard import state
from approdo.viz.dashboard.html import tag
from approdo.viz.dashboard.parts import Table
from approdo.viz.dashboard.standing import fit, patterns, studies
from approdo.viz.dashboard.telling import stretch
from approdo.viz.words.patterns import again
from approdo.viz.words.tongue import Tongue


@solara.component
def Studies() -> None:
    """Show which published studies there are to replay, and how many of their figures the model shows again."""
    say, found = state.say(), studies()
    inside, checks = sum(each.inside for each in found), sum(each.checks for each in found)
    free_inside, free = sum(each.free_inside for each in found), sum(each.free for each in found)
    tag("p", say("evidence.studies_told"))
    tag("p", say("evidence.studies_count", inside=inside, checks=checks, free_inside=free_inside, free=free))
    Table(
        caption=say("evidence.studies"),
        heads=[say(f"evidence.{key}") for key in ("name", "checks", "free", "about", "fit", "command")],
        rows=[
            [
                f"{each.id}: {each.title}",
                say("evidence.of", part=each.inside, all=each.checks),
                say("evidence.of", part=each.free_inside, all=each.free) if each.free else "–",
                f"{each.about} ({each.source})",
                each.known,
                f"approdo study run {each.id}",
            ]
            for each in found
        ],
        english=(0, 3, 4),
        tall=True,
    )


@solara.component
def Patterns() -> None:
    """Show how often each pattern held when all were last tried."""
    say = state.say()
    tag("p", say("evidence.patterns_told"))
    Table(
        caption=say("evidence.patterns"),
        heads=[say(f"evidence.{key}") for key in ("name", "territory", "holds", "told_by", "size", "band")],
        rows=[
            [
                f"{pattern.id}: {again(pattern.says, 'pattern', say)}",
                each.territory.capitalize(),
                _spread(each.holds, each.holds_low, each.holds_high, say, 100, " %"),
                say("evidence.of", part=each.told, all=each.pairs),
                _spread(each.size, each.low, each.high, say),
                _band(pattern, each, say),
            ]
            for pattern, each in patterns()
        ],
        tall=True,
    )


@solara.component
def Fit() -> None:
    """Show what the free numbers were fitted to, and how well it worked."""
    say, found = state.say(), fit()
    if not found:
        tag("p", say("evidence.fit_none"))
        return
    checks = found["checks"]
    verdict = say.named("verdict", checks["verdict"])
    told = {"date": found["date"], "runs": found["runs"], "studies": ", ".join(found["studies"]), "verdict": verdict}
    coverage = f"{say.number(100 * checks['coverage'])} %"
    tag("p", say("evidence.fit_told", **told))
    tag("p", say("evidence.fit_checks", coverage=coverage, trials=checks["left_out"], p=say.plain(checks["misfit_p"])))
    Table(
        caption=say("evidence.fit_values"),
        heads=[say(f"evidence.{key}") for key in ("name", "range", "by_hand", "fitted", "interval", "contraction")],
        rows=[
            [
                row["name"],
                _range(row["prior_low"], row["prior_high"], say),
                say.plain(row["was"]),
                "–" if row["value"] is None else say.plain(row["value"]),
                _range(row["low"], row["high"], say),
                f"{say.number(100 * row['contraction'])} %",
            ]
            for row in found["parameters"]
        ],
    )
    Table(
        caption=say("evidence.fit_figures"),
        heads=[say(f"evidence.{key}") for key in ("figure", "published", "by_hand", "fitted", "band", "target")],
        rows=[
            [
                f"{row['check'].partition('/')[0]}: {row['label']}",
                _number(row["published"], say),
                _number(row["before"], say),
                _number(row["after"], say),
                f"{_range(row['band'][0], row['band'][1], say)}, {_inside(row['inside'], say)}",
                say("evidence.yes" if row["error"] is not None else "evidence.no"),
            ]
            for row in found["targets"]
        ],
        english=(0,),
        tall=True,
    )


def _number(value: float | None, say: Tongue) -> str:
    return "–" if value is None else say.plain(float(f"{value:.3g}"))


def _range(low: float, high: float, say: Tongue) -> str:
    return stretch(_number(low, say), _number(high, say))


def _inside(inside: bool | None, say: Tongue) -> str:
    return "–" if inside is None else say("evidence.inside" if inside else "evidence.outside")


def _spread(
    value: float | None, low: float | None, high: float | None, say: Tongue, factor: float = 1, mark: str = ""
) -> str:
    """Return a recorded number with its interval."""
    if value is None:
        return say("evidence.not_told")
    ends: Sequence[float] = [] if low is None or high is None else [low, high]
    told, *written = (_number(each * factor, say) for each in (value, *ends))
    return f"{told}{mark} [{'; '.join(written)}]" if written else f"{told}{mark}"


def _band(pattern: Pattern, each: PatternVerdict, say: Tongue) -> str:
    if pattern.band is None or each.size is None:
        return "–"
    low, high = pattern.band
    return f"{_range(low, high, say)}, {_inside(low <= each.size <= high, say)}"
