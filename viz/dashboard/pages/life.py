"""One life, two policies: the same person, the same luck, and the month and reason where the paths part."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import solara

from approdo.experiments.lives import ATTRIBUTES, Life, Month
from approdo.model.codes import ETHOS_LIGHT, Housing, Work
from approdo.viz.dashboard import state, work
from approdo.viz.dashboard.asking import Step, use_asked
from approdo.viz.dashboard.html import tag
from approdo.viz.dashboard.parts import Choose, Number, Press, Table, TwoLives
from approdo.viz.dashboard.status import problem
from approdo.viz.dashboard.telling import action
from approdo.viz.words.tongue import Tongue

Names: TypeAlias = Mapping[str, str]  # of actions, by id

FILTERS: Final = ("sex", "family", "permit")
# Colours of states apart in lightness and with a pattern or letter, so that colour is never alone.
HOMELESS: Final = "#8c2d04"
HOUSED: Final = "#0b4f8a"
BETWEEN: Final = "#6b7680"
AWAY: Final = "#d9dee3"


@solara.component
def Page() -> None:
    """Show one person in both worlds."""
    say, bench = state.say(), state.bench()
    nothing: dict[str, str] = {}
    where, person, run = solara.use_reactive(nothing), solara.use_reactive(0), solara.use_reactive(0)
    given = where.value
    question = (bench.question, bench.policy.id, tuple(sorted(given.items())), person.value, run.value)
    asked = use_asked([Step(work.lives, (bench, run.value, given, person.value or None))], question)
    tag("h1", say("life.title"))
    tag("p", say("life.told"), class_="ap-lead")

    def choosing(name: str) -> Callable[[str], None]:
        def choose(value: str) -> None:
            person.value = 0
            where.value = {key: kept for key, kept in {**given, name: value}.items() if kept}

        return choose

    def set_run(value: float) -> None:
        person.value = 0
        run.value = int(value) - 1

    def another() -> None:
        listed = asked.result[0] if asked.result else []
        if listed:
            now = listed.index(asked.result[1].person) if asked.result[1].person in listed else -1
            person.value = listed[(now + 1) % len(listed)]

    tag(
        "div",
        *(
            Choose(
                label=say(f"life.{name}"),
                value=given.get(name, ""),
                options=[
                    {"id": "", "label": say("life.any")},
                    *(
                        {"id": code.name.lower(), "label": say.named("code", code.name.lower())}
                        for code in ATTRIBUTES[name]
                    ),
                ],
                event_choose=choosing(name),
                name=f"life-{name}",
            )
            for name in FILTERS
        ),
        Number(label=say("life.run"), value=run.value + 1, low=1, high=64, event_set=set_run),
        Press(label=say("life.another"), name="another", event_press=lambda _: another()),
        class_="ap-row",
    )
    if asked.error:
        tag("p", problem(asked.error), class_="ap-warn", role="alert")
    if asked.result is None:
        tag("div", say("life.living"), class_="ap-waiting", role="status")
        return
    listed, life = asked.result
    tag(
        "section",
        *_shown(listed, life, bench, say),
        class_="ap-panel ap-words ap-life",
        aria_busy=str(asked.pending).lower(),
    )


def _shown(listed: list[int], life: Life, bench: Any, say: Tongue) -> list[Any]:
    base = bench.base.name if bench.base.levers else say("answer.no_policy")
    names = {each.id: action(each.id, each.kind, say) for arm in (bench.base, bench.policy) for each in arm.levers}
    who = ", ".join(say.named("code", value) for value in life.attributes.values())
    before, after = life.homeless
    return [
        tag("h2", say("life.person", place=listed.index(life.person) + 1, all=len(listed), who=who), id="person"),
        tag("p", parting_told(life, bench.start, names, say), id="parting"),
        tag("p", say("life.months", base=base, before=before, policy=bench.policy.name, after=after)),
        TwoLives(
            words={"part": say("life.part")},
            months=[say.month(bench.start + month) for month in range(len(life.base))],
            lanes=[
                *_lanes(base, life.base, bench.start, names, say),
                *_lanes(bench.policy.name, life.policy, bench.start, names, say),
            ],
            parting=-1 if life.parting is None else life.parting,
            legend=_legend(life, say),
            description=say(
                "life.description",
                base=base,
                before=before,
                policy=bench.policy.name,
                after=after,
                parting=parting_told(life, bench.start, names, say),
            ),
        ),
        Table(
            caption=say("life.table"),
            heads=[
                say("map.month"),
                *(
                    f"{arm}: {say(f'life.{what}')}"
                    for arm in (base, bench.policy.name)
                    for what in ("home", "work", "support")
                ),
            ],
            rows=[
                [say.month(bench.start + month), *_cells(first, names, say), *_cells(second, names, say)]
                for month, (first, second) in enumerate(zip(life.base, life.policy, strict=True))
            ],
            tall=True,
        ),
        tag("p", say("life.synthetic", number=life.person), class_="ap-label"),
    ]


def parting_told(life: Life, start: int, names: Names, say: Tongue) -> str:
    """Return when and why the two lives part."""
    if life.parting is None:
        return say("life.same")
    month = say.month(start + life.parting)
    if life.by_lever:
        return say("life.by_lever", month=month, lever=names.get(life.cause, life.cause))
    return say("life.by_others", month=month, cause=say(f"cause.{life.cause}"))


def _cells(month: Month, names: Names, say: Tongue) -> list[str]:
    return [
        say.named("code", month.housing.name.lower()),
        say.named("code", month.work.name.lower()),
        ", ".join(names.get(each, each) for each in month.support) or "–",
    ]


def _lanes(name: str, months: tuple[Month, ...], start: int, names: Names, say: Tongue) -> list[dict[str, Any]]:
    return [
        {"label": name[:26], "head": True, "spans": []},
        {
            "label": say("life.home"),
            "head": False,
            "spans": _spans([_home(month.housing, say) for month in months], start, say),
        },
        {
            "label": say("life.work"),
            "head": False,
            "spans": _spans([_work(month.work, say) for month in months], start, say),
        },
        {
            "label": say("life.support"),
            "head": False,
            "spans": _spans([_support(month.support, names) for month in months], start, say),
        },
    ]


Look = tuple[str, str, str, str, str]  # mark, what it means, colour, ink, pattern


def _home(state_: Housing, say: Tongue) -> Look:
    told = say.named("code", state_.name.lower())
    category = ETHOS_LIGHT[state_]
    if category:
        return f"EL{category}", told, HOMELESS, "#fff", "hatch"
    if state_ in (Housing.EXPECTED, Housing.DEPARTED):
        return "–", told, AWAY, "#1c2733", ""
    if state_ in (Housing.SHARED, Housing.OWN, Housing.SOCIAL, Housing.PROGRAMME, Housing.HOSTED_AGREEMENT):
        return _short(told), told, HOUSED, "#fff", ""
    return _short(told), told, BETWEEN, "#fff", "dots"


def _work(state_: Work, say: Tongue) -> Look:
    told = say.named("code", state_.name.lower())
    if state_ in (Work.FIXED_TERM, Work.PERMANENT, Work.SEASONAL):
        return _short(told), told, HOUSED, "#fff", ""
    if state_ in (Work.INACTIVE, Work.JOBSEEKER):
        return _short(told), told, AWAY, "#1c2733", ""
    return _short(told), told, BETWEEN, "#fff", "dots"


def _short(told: str) -> str:
    """Return the first word where it says something by itself."""
    first = told.split()[0]
    return first if len(first) > 3 else ""


def _support(served: Sequence[str], names: Names) -> Look:
    told = ", ".join(names.get(each, each) for each in served)
    return (told, told, "#1b6e3c", "#fff", "") if served else ("", "–", "#f0f3f5", "#1c2733", "")


def _spans(looks: list[Look], start: int, say: Tongue) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    for month, (mark, told, color, ink, pattern) in enumerate(looks):
        if spans and spans[-1]["what"] == told:
            spans[-1]["to"] = month + 1
        else:
            spans.append(
                {
                    "from": month,
                    "to": month + 1,
                    "mark": mark,
                    "long": told,
                    "what": told,
                    "color": color,
                    "ink": ink,
                    "pattern": pattern,
                }
            )
    for span in spans:
        span["told"] = f"{say.month(start + span['from'])} – {say.month(start + span['to'] - 1)}: {span['what']}"
    return spans


def _legend(life: Life, say: Tongue) -> list[dict[str, str]]:
    homes = {month.housing: None for arm in (life.base, life.policy) for month in arm}
    looks = [_home(state_, say) for state_ in homes]
    return [{"mark": mark, "label": told, "color": color} for mark, told, color, _, _ in looks if mark.startswith("EL")]
