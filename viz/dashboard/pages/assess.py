"""The self-assessment: questions, scores beside them; the answers as a file, and as a package to compare."""

import base64
import binascii
from functools import partial

import solara

from approdo.experiments.assess.answers import NOT_APPLICABLE, Answers, filled
from approdo.experiments.assess.mapping import package_of
from approdo.experiments.assess.over_time import over_time
from approdo.experiments.assess.questionnaire import Dimension, questionnaire
from approdo.model.errors import BadInput
from approdo.viz.assess.scores import lifts_section, radar_picture, scores_table, told_in_short
from approdo.viz.dashboard import assessed, editing, state
from approdo.viz.dashboard.asking import Step, use_asked
from approdo.viz.dashboard.charts import data_address
from approdo.viz.dashboard.html import tag
from approdo.viz.dashboard.parts import Choose, Download, Number, Picture, Press, Upload
from approdo.viz.report.html import spoken
from approdo.viz.report.speech import speak
from approdo.viz.words.said import said


@solara.component
def Page() -> None:
    """Show questions, scores, and what can be done with the answers."""
    say, asked = state.say(), questionnaire()
    found = assessed.answers(assessed.given.value, assessed.people.value, say("pages.assess"))
    tag("h1", say("pages.assess"))
    tag("p", say.of(asked, "about"), class_="ap-lead")
    tag(
        "div",
        tag("div", *(Questions(each).key(each.id) for each in asked.dimensions)),
        tag("div", Scores(found), Use(found), class_="ap-steady"),
        class_="ap-two even",
    )


@solara.component
def Questions(dimension: Dimension) -> None:
    """Ask the questions of a dimension."""
    say, asked, chosen = state.say(), questionnaire(), assessed.given.value
    options = [{"id": "", "label": say("assess.not_answered")}]
    options += [{"id": str(each.number), "label": f"{each.number} {say.of(each, 'label')}"} for each in asked.levels]
    options.append({"id": NOT_APPLICABLE, "label": say("assess.not_applicable")})

    def choose(name: str, level: str) -> None:
        if level in {each["id"] for each in options}:
            kept = {item: each for item, each in assessed.given.peek().items() if item != name}
            assessed.given.value = {**kept, name: level} if level else kept

    fields = [
        Choose(
            label=say.of(item, "text"),
            value=chosen.get(item.id, ""),
            options=options,
            event_choose=partial(choose, item.id),
            name=item.id,
            help=say.of(item, "anchor"),
        ).key(item.id)
        for item in asked.of(dimension.id)
    ]
    tag("section", tag("h2", say.of(dimension, "label")), *fields, class_="ap-panel")


@solara.component
def Scores(found: Answers) -> None:
    """Show the scores, their radar, and the step that would lift them most."""
    say, language = state.say(), state.language.value
    if not found.levels:
        tag("section", tag("h2", say("assess.scores")), tag("p", say("assess_page.none")), class_="ap-panel")
        return
    Standing(found, language)


@solara.component
def Standing(found: Answers, language: str) -> None:
    """Show the scores of answers."""
    say, whole = state.say(), over_time([found])
    table = spoken(scores_table(whole), language)
    told = [speak(piece, language) for piece in told_in_short(whole)]
    key = (found, language)
    asked = use_asked([Step(assessed.radar, key)], repr(key))
    picture = radar_picture(whole)
    lead = lifts_section(whole.last).blocks[0]
    tag(
        "section",
        tag("h2", say("assess.scores")),
        *(tag("p", text) for text in told),
        Picture(
            words={word: say(f"chart.{word}") for word in ("drawing", "show_table", "hide_table")},
            source=data_address(asked.result, "image/svg+xml"),
            description=speak(picture.told, language),
            caption=speak(picture.caption, language),
            name="radar",
            heads=table["heads"],
            rows=table["rows"],
            busy=asked.pending,
        ),
        tag("h3", say("assess.lifts")),
        tag("p", speak(getattr(lead, "text", ""), language)),
        class_="ap-panel",
    )


@solara.component
def Use(found: Answers) -> None:
    """Keep the answers as a file, take them from one, and put what they stand for beside the packages."""
    say, language = state.say(), state.language.value
    told = solara.use_reactive("")

    def compare() -> None:
        package = package_of(found, "self-assessment", found.name)
        if not package.levers:
            told.value = say("assess.nothing_in_place")
            return
        try:
            state.change(editing.beside(state.trail.peek().present, package))
            told.value = say("assess_page.added")
        except BadInput as error:
            told.value = said(str(error), say)

    def take(file: dict[str, str]) -> None:
        try:
            read = assessed.read(base64.b64decode(str(file.get("text", "")), validate=True))
        except (binascii.Error, ValueError):
            told.value = say("assess_page.broken")
        except BadInput as error:
            told.value = said(str(error), say)
        else:
            apart = dict.fromkeys(read.not_applicable, NOT_APPLICABLE)
            assessed.given.value = {**{name: str(level) for name, level in read.levels.items()}, **apart}
            assessed.people.value = read.people
            told.value = say("assess_page.taken")

    tag(
        "section",
        tag("h2", say("assess_page.use")),
        Number(
            label=say("assess_page.people"),
            value=found.people,
            low=1,
            high=5000,
            event_set=lambda number: assessed.people.set(int(number)),
        ),
        Press(label=say("assess_page.compare"), name="compare-answers", event_press=lambda _: compare()),
        tag("p", say("assess_page.told"), class_="ap-label"),
        Download(
            label=say("assess_page.download"),
            filename="answers.toml",
            mime="application/toml",
            content=base64.b64encode(filled(found, language).encode()).decode(),
            event_want=lambda _: None,
            name="download-answers",
        ),
        Upload(
            label=say("assess_page.upload"),
            help=say("files.limits", kb=assessed.LONGEST_FILE // 1000),
            none=say("files.chosen"),
            most=assessed.LONGEST_FILE,
            too_large=say("files.too_large"),
            event_file=take,
        ),
        tag("p", told.value, role="status", id="assess-told"),
        class_="ap-panel",
    )
