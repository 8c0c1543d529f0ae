"""The levers as the side shows them: each field with its unit, default, source and what it changed from."""

from typing import Any, Final

import solara

from approdo.model.errors import BadInput
from approdo.model.levers import GROUPS, LEVERS, Lever, LeverKind, lever_table
from approdo.model.levers.base import Field
from approdo.viz.words import idle
from approdo.viz.words.tongue import Tongue

from . import editing, state
from .parts import LeverGroups
from .shown import Answer

MAIN: Final = 2  # own fields that are shown at once
HIDDEN: Final = ("id", "kind", "start", "eligibility", "budget")


@solara.component
def Levers() -> None:
    """Show every lever; changes go to the bench."""
    say, bench, answer = state.say(), state.bench(), state.answer.value
    level = state.level.value
    local = bench.local.levers
    told = (bench.territory, bench.package, bench.start, bench.months, say.language)
    idle_now = solara.use_memo(lambda: idle.warnings(bench.scenario(bench.package), say), [told])
    before = bench.scenario(editing.original(bench.package) or bench.package).package
    costs = {lever.id: _cost(lever, bench, answer, say) for lever in local}
    groups = []
    for group in GROUPS:
        kinds = [
            _kind(kind, [each for each in local if each.kind == kind.name], before.levers, idle_now, costs, level, say)
            for kind in LEVERS.values()
            if kind.group == group
        ]
        used = sum(len(kind["actions"]) for kind in kinds)
        groups.append(
            {
                "id": group,
                "label": say(f"groups.{group}"),
                "levers": kinds,
                "used": used,
                "used_text": say("lever.used", n=used),
            }
        )
    keys = ("what", "add", "remove", "today", "standard", "reset", "more", "fewer", "nothing")
    LeverGroups(
        words={key: say(f"lever.{key}") for key in keys},
        groups=groups,
        event_add=lambda kind: _do(lambda: editing.add(state.trail.peek().present, str(kind))),
        event_remove=lambda name: _do(lambda: editing.remove(state.trail.peek().present, str(name))),
        event_change=_change,
    )


def _change(given: dict[str, Any]) -> None:
    name, field, value = str(given.get("id")), str(given.get("field")), given.get("value")
    bench = state.trail.peek().present
    lever = next((each for each in bench.local.levers if each.id == name), None)
    if lever is None:
        return
    kind = LEVERS[lever.kind]
    told = kind.fields.get(field) or kind.common.get(field)
    if told is not None and told.type == "int" and isinstance(value, float):
        value = int(value)
    _do(lambda: editing.dose(bench, name, field, value))


def _do(change: Any) -> None:
    try:
        state.change(change())
        state.message.value = ""
    except BadInput as error:
        state.message.value = str(error)


def _kind(
    kind: LeverKind,
    actions: list[Lever],
    before: tuple[Lever, ...],
    idle_now: dict[str, str],
    costs: dict[str, str],
    level: str,
    say: Tongue,
) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "label": say.of(kind, "label"),
        "purpose": say.of(kind, "purpose"),
        "background": say.of(kind, "background"),
        "actions": [
            {
                "id": lever.id,
                "title": lever.id if lever.id != kind.name else say.of(kind, "label"),
                "warning": idle_now.get(lever.id, ""),
                "cost": costs[lever.id],
                "fields": list(_fields(kind, lever, next((e for e in before if e.id == lever.id), None), level, say)),
            }
            for lever in actions
        ],
    }


def _fields(kind: LeverKind, lever: Lever, before: Lever | None, level: str, say: Tongue) -> Any:
    now, then = lever_table(lever), lever_table(before) if before is not None else {}
    shown = [*kind.fields.values(), *(each for each in kind.common.values() if each.name not in HIDDEN)]
    for number, field in enumerate(shown):
        if field.type not in ("int", "float", "choice") or (level == "stakeholder" and number >= MAIN):
            continue
        value = now.get(field.name)
        reset = then.get(field.name, field.default)
        yield {
            "name": field.name,
            "label": say.of(field, "label"),
            "help": say.of(field, "help"),
            "unit": say.unit(field.unit),
            "type": field.type,
            "value": value,
            "reset": reset,
            "changed": value != reset,
            "standard": _written(field, field.default, say),
            "status": field.status,
            "status_text": say.named("status", field.status),
            "source": field.source,
            "main": number < MAIN,
            "low": field.low,
            "high": field.high,
            "soft": _soft(field, value),
            "step": 1 if field.type == "int" else _step(_soft(field, value)),
            "choices": [{"id": each, "label": say.named("choice", each)} for each in field.choices],
        }


def _written(field: Field, value: object, say: Tongue) -> str:
    if isinstance(value, str):
        return say.named("choice", value) if field.choices else value
    return say.plain(float(value)) if isinstance(value, int | float) else ""


def _soft(field: Field, value: object) -> float:
    """Return where the slider ends; the number beside it goes on to what is accepted."""
    most = field.high if field.high is not None else 100.0
    sizes = [float(each) for each in (field.default, value) if isinstance(each, int | float)]
    sizes += [field.range[1]] if field.range else []
    wanted = max([4 * size for size in sizes] or [most])
    return min(most, _round_up(wanted) if wanted > 0 else 100.0)


def _round_up(value: float) -> float:
    size = 1.0
    while size * 10 <= value:
        size *= 10
    return next(size * factor for factor in (1, 2, 3, 4, 5, 6, 8, 10) if size * factor >= value)


def _step(most: float) -> float:
    return 0.01 if most <= 2 else 0.1 if most <= 50 else 1


def _cost(lever: Lever, bench: Any, answer: Answer | None, say: Tongue) -> str:
    if answer is None or answer.asked != bench.question:
        return say("lever.cost_wait")
    for shown in answer.contrasts:
        if shown.id == bench.package.id:
            for each in shown.deliveries:
                if each.lever == lever.id:
                    share = "–" if not each.planned else f"{say.number(100 * each.in_time / each.planned)} %"
                    return say("lever.cost", eur=say.number(each.spent), share=share)
    return say("lever.cost_wait")
