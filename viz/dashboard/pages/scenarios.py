"""Scenarios as things: save and restore, history, share, download and upload; reproduce; take away."""

import base64
import binascii
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from approdo.experiments.package import load_package
from approdo.model.errors import BadInput
from approdo.viz.dashboard import editing, state
from approdo.viz.dashboard.away import TakeAway
from approdo.viz.dashboard.bench import Bench, package_from, package_table, to_link
from approdo.viz.dashboard.built_in import built_in
from approdo.viz.dashboard.html import pressed, tag
from approdo.viz.dashboard.package_file import package_text
from approdo.viz.dashboard.parts import Copy, Download, Press, Upload, Write
from approdo.viz.dashboard.reproduce import python_text, shell_text
from approdo.viz.dashboard.saved import Saved
from approdo.viz.dashboard.telling import action
from approdo.viz.dashboard.visitor import header
from approdo.viz.words.said import said
from approdo.viz.words.tongue import Tongue


@solara.component
def Page() -> None:
    """Show what can be done with the scenario on the screen."""
    say = state.say()
    tag("h1", say("pages.scenarios"))
    tag(
        "div",
        tag("div", Keep(), History(), Share()),
        tag("div", Files(), Reproduce(), TakeAway()),
        class_="ap-two even",
    )


@solara.component
def Keep() -> None:
    """Save under a name and a note; restore, delete, bring back."""
    say, shelf = state.say(), state.shelf()
    name, note, told, seen = (
        solara.use_reactive(""),
        solara.use_reactive(""),
        solara.use_reactive(""),
        solara.use_reactive(0),
    )
    owner = solara.get_session_id()
    listed = solara.use_memo(lambda: shelf.listed(owner), [seen.value])

    def attempt(action: Callable[[], Any], text: str) -> None:
        try:
            action()
            told.value = text
        except BadInput as error:
            told.value = said(str(error), say)
        seen.value += 1

    def restore(each: Saved) -> None:
        attempt(lambda: state.change(shelf.load(owner, each.id)), say("saved.restored"))

    def mark(each: Saved) -> None:
        told_now = say("saved.back_done" if each.deleted else "saved.deleted")
        attempt(lambda: shelf.mark(owner, each.id, deleted=not each.deleted), told_now)

    def save() -> None:
        attempt(
            lambda: shelf.save(owner, name.value, note.value, state.bench()), say("saved.done", name=name.value.strip())
        )

    rows = [
        tag(
            "li",
            tag(
                "span",
                tag("b", each.name),
                f" {each.saved[:16].replace('T', ' ')} UTC",
                tag("br") if each.note else None,
                each.note,
            ),
            Press(
                label=say("saved.restore"),
                name=f"restore-{each.id}",
                help=each.name,
                look="small quiet",
                event_press=pressed(restore, each),
            ),
            Press(
                label=say("saved.back") if each.deleted else say("saved.delete"),
                name=f"delete-{each.id}",
                help=each.name,
                look="small quiet",
                event_press=pressed(mark, each),
            ),
            class_="ap-saved deleted" if each.deleted else "ap-saved",
        )
        for each in listed
    ]
    tag(
        "section",
        tag("h2", say("saved.title")),
        Write(label=say("saved.name"), value=name.value, most=80, name="save-name", event_set=name.set),
        Write(label=say("saved.note"), value=note.value, most=1000, long=True, name="save-note", event_set=note.set),
        Press(label=say("saved.save"), name="save", event_press=lambda _: save()),
        tag("p", told.value, role="status", id="saved-told"),
        tag("ul", *rows, class_="ap-list") if rows else tag("p", say("saved.none"), class_="ap-label"),
        class_="ap-panel",
    )


@solara.component
def History() -> None:
    """Show the steps taken, and go back to any of them."""
    say, trail = state.say(), state.trail.value
    steps = [*trail.past, trail.present, *trail.future]
    now = len(trail.past)

    def go(number: int) -> None:
        state.trail.value = state.Trail(steps[number], tuple(steps[:number]), tuple(steps[number + 1 :]))

    rows = [
        tag(
            "li",
            tag("span", f"{number + 1}. {described(step, say)}"),
            tag("b", say("history.now"))
            if number == now
            else Press(
                label=say("history.go"), help=str(number + 1), look="small quiet", event_press=pressed(go, number)
            ),
            class_="ap-saved",
        )
        for number, step in list(enumerate(steps))[-12:]
    ]
    tag("section", tag("h2", say("history.title")), tag("ul", *rows, class_="ap-list"), class_="ap-panel")


def described(bench: Bench, say: Tongue) -> str:
    """Return a bench in a line."""
    levers = ", ".join(action(lever.id, lever.kind, say) for lever in bench.local.levers) or "–"
    return say("history.step", place=bench.place.name, months=bench.months, package=bench.package.name, levers=levers)


@solara.component
def Share() -> None:
    """Give the address that opens the same scenario."""
    say = state.say()
    router = solara.use_router()
    address = f"{router.root_path}/?s={to_link(state.bench())}&lang={state.language.value}"
    tag(
        "section",
        tag("h2", say("share.title")),
        Copy(
            label=say("share.told"),
            text=header("origin") + address,
            button=say("share.copy"),
            done=say("share.done"),
            name="link",
        ),
        class_="ap-panel",
    )


@solara.component
def Files() -> None:
    """Give the package as a file, and take one."""
    say, package = state.say(), state.bench().local
    told = solara.use_reactive("")
    text = package_text(package)

    def take(given: dict[str, str]) -> None:
        try:
            new = read_upload(str(given.get("name", "")), str(given.get("text", "")), state.limits().upload_bytes)
            bench = state.trail.peek().present
            state.change(editing.take(bench, new) if new.id != bench.package.id else bench.with_package(new))
            told.value = say("files.taken", name=new.name)
        except BadInput as error:
            told.value = said(str(error), say)

    tag(
        "section",
        tag("h2", say("files.title")),
        Download(
            label=say("files.download", name=f"{package.id}.toml"),
            filename=f"{package.id}.toml",
            mime="application/toml",
            content=base64.b64encode(text.encode()).decode(),
            event_want=lambda _: None,
            name="download-package",
        ),
        Upload(
            label=say("files.upload"),
            help=say("files.limits", kb=state.limits().upload_bytes // 1000),
            none=say("files.chosen"),
            most=state.limits().upload_bytes,
            too_large=say("files.too_large"),
            event_file=take,
        ),
        tag("pre", told.value, role="alert", class_="ap-told", id="upload-told"),
        class_="ap-panel",
    )


def read_upload(name: str, content: str, most: int) -> Any:
    """Return the package in an uploaded file (base64); it is read as data, never executed.

    Raises:
        BadInput: too large, not a package file, or one line for each thing that is wrong with it.
    """
    if len(content) > most * 4 // 3 + 4:
        raise BadInput(f"the file is larger than {most // 1000} kB.")
    try:
        read = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput("the file did not arrive whole; try again.") from None
    stem = "".join(letter for letter in Path(name).stem if letter.isalnum() or letter in "-_")[:40] or "package"
    if stem in built_in():
        stem = f"{stem}-2"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem}.toml"
        path.write_bytes(read)
        try:
            package = load_package(path)
        except BadInput as error:
            raise BadInput(str(error).replace(str(path), f"{stem}.toml")) from None
    # Once more through the table that links and the shelf use, with their limits.
    return package_from(package_table(package), stem, f"{stem}.toml") if not package.shares else package


@solara.component
def Reproduce() -> None:
    """Give the command line and the Python that compute what is on the screen."""
    say, answer = state.say(), state.answer.value
    bench = state.bench()
    pairs = answer.pairs if answer is not None and answer.asked == bench.question else state.limits().steps[-1]
    tag(
        "section",
        tag("h2", say("reproduce.title")),
        tag("p", say("reproduce.told"), class_="ap-label"),
        Copy(
            label=say("reproduce.shell"),
            text=shell_text(bench, pairs),
            button=say("share.copy"),
            done=say("share.done"),
            name="shell",
            rows=4,
        ),
        Copy(
            label=say("reproduce.python"),
            text=python_text(bench, pairs),
            button=say("share.copy"),
            done=say("share.done"),
            name="python",
            rows=8,
        ),
        class_="ap-panel",
    )
