"""What a reader sees and does on each page, and what becomes of what goes wrong or is forged."""

import base64
import json
import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from approdo.experiments.assess.questionnaire import questionnaire
from approdo.experiments.statistics import Estimate
from approdo.model.errors import Failure
from approdo.viz.dashboard import assessed, charts, limits, running, standing, state, work
from approdo.viz.dashboard.app import PAGES
from approdo.viz.dashboard.bench import first_bench, to_link
from approdo.viz.dashboard.jobs import Busy
from approdo.viz.words.tongue import tongue

from .screen import LIMITS, AtOnce, opened

BENCH = replace(first_bench(), territory="sondrio", months=6)
DRAWN = [page for page in PAGES if page != "watch"]  # Mesa's own page needs a server
EN = tongue("en")


@pytest.fixture(scope="module")
def queue(tmp_path_factory):
    return AtOnce(f"sqlite:///{tmp_path_factory.mktemp('screen')}/runs.db")


@pytest.fixture
def jobs(queue):
    yield queue
    queue.refuse = queue.fail = None
    queue.others = False


@pytest.fixture
def screen(jobs):
    with opened(BENCH, jobs) as made:
        yield made


@pytest.mark.parametrize(("language", "level"), [("en", "stakeholder"), ("it", "analyst"), ("it", "researcher")])
def test_every_page_is_drawn_for_every_reader(screen, language, level):
    screen.send("event_language", language, here=...)
    screen.send("event_level", level, here=...)
    titles = set()
    for page in DRAWN:
        screen.go(page)
        titles.add(screen.find(title=..., language=language).title)
        assert screen.find(here=...).here == page
        assert screen.element("alert") == ""
    assert len(titles) == len(DRAWN)


def test_what_is_forged_changes_nothing(screen):
    before, told = state.bench(), screen.find(here=...)
    for what in ("event_go", "event_language", "event_level"):
        screen.send(what, "<script>", here=...)
    for name in ("territory", "package"):
        screen.choose(name, "../../etc/passwd")
    screen.send("event_change", {"id": "no such lever", "field": "dwellings", "value": 1}, packed_groups=...)
    screen.send("event_change", {}, packed_groups=...)
    screen.send("event_remove", "no such lever", packed_groups=...)
    screen.go("compare")
    screen.choose("add-package", "none")
    screen.choose("baseline", "no such package")
    screen.go("assess")
    screen.choose(_items()[0], "17")
    assert (told.language, told.level) == ("en", "analyst")
    assert [each.id for each in state.bench().packages] in (["ali"], ["ali-2"])
    assert replace(state.bench(), packages=before.packages) == before
    assert state.bench().package.levers == before.local.levers
    assert assessed.given.value == {}


def _items():
    return [item.id for item in questionnaire().items]


@pytest.mark.parametrize("months", [0, 121, 6.5, 1e300, float("nan"), "many", None])
def test_months_that_nobody_can_live_end_in_a_sentence(screen, months):
    screen.send("event_set", months, low=1, high=120)
    assert "months" in screen.element("alert")
    assert state.bench() == BENCH
    screen.send("event_set", 7.0, low=1, high=120)
    assert screen.element("alert") == ""
    assert state.bench() == replace(BENCH, months=7)


def test_a_lever_is_changed_added_taken_away_and_all_is_taken_back(screen):
    screen.send("event_change", {"id": "social_agency", "field": "dwellings", "value": 7.0}, packed_groups=...)
    assert state.bench().package.id == "ali-2", "a built-in package becomes the reader's own"
    changed = next(each for each in state.bench().local.levers if each.id == "social_agency")
    assert dict(changed.fields)["dwellings"] == 7
    screen.send("event_change", {"id": "social_agency", "field": "dwellings", "value": -1}, packed_groups=...)
    assert "dwellings" in screen.element("alert")
    screen.send("event_add", "tutoring", packed_groups=...)
    assert screen.element("alert") == "", "what worked takes the complaint away"
    screen.send("event_add", "tutoring", packed_groups=...)
    assert "tutoring" in screen.element("alert")
    screen.send("event_remove", "tutoring", packed_groups=...)
    screen.press("clear")
    assert state.bench().package.levers == ()
    steps = len(state.trail.value.past)
    for _ in range(steps + 1):
        screen.press("undo")
    assert state.bench() == BENCH
    for _ in range(steps + 1):
        screen.press("redo")
    assert state.bench().package.levers == ()


def test_packages_stand_side_by_side_until_there_is_no_room(screen):
    screen.go("compare")
    for name in ("copy", "copy", "inside-aut"):
        screen.choose("add-package", name)
    ids = [each.id for each in state.bench().packages]
    assert len(set(ids)) == 4
    assert [each["id"] for each in screen.find(name="add-package").options] == [""]
    screen.choose("add-package", "copy")
    assert "4 packages are the most" in screen.element("alert")
    screen.choose("chosen", "0")
    screen.choose("package", "inside-aut")
    assert "is there" in screen.element("alert")
    screen.choose("chosen", "9")
    assert state.bench().package.id == ids[0]
    assert len(screen.table("ranks")) == 5
    assert len(screen.table("compared")[0]) == 5

    screen.choose("baseline", ids[1])
    assert len(screen.table("compared")[0]) == 4, "the baseline is not compared with itself"
    screen.press("relative")
    assert any("%" in cell for row in screen.table("compared") for cell in row[1:])
    screen.press(f"away-{ids[1]}")
    assert state.bench().baseline == "none", "a baseline that goes leaves nothing in its place"
    for name in [ids[0], *ids[2:]]:
        screen.press(f"away-{name}")
    assert len(state.bench().packages) == 1, "the last one stays"


def test_a_life_of_nobody_ends_in_a_sentence_and_another_life_is_another(screen):
    screen.go("life")
    first = screen.element("person")
    assert first
    screen.press("another")
    assert screen.element("person") not in ("", first)
    screen.send("event_set", 2, low=1, high=64)
    assert screen.element("person")
    screen.choose("life-sex", "<b>")
    assert 'sex = "<b>" does not exist' in screen.element("alert")
    screen.choose("life-sex", "")
    screen.press("clear")
    assert screen.element("parting") == EN("life.same")
    for name, value in (("permit", "none"), ("family", "couple"), ("sex", "male")):
        screen.choose(f"life-{name}", value)
    assert screen.element("alert") == EN("life.nobody")
    screen.press("another")


def test_scenarios_are_kept_up_to_a_number(screen):
    screen.go("scenarios")
    screen.press("save")
    assert screen.element("saved-told") == EN("saved.no_name")
    screen.write("save-name", "  First ")
    screen.write("save-note", "a note")
    screen.press("save")
    assert screen.element("saved-told") == EN("saved.done", name="First")
    screen.choose("territory", "lucca")
    screen.press("save")
    screen.press("save")
    assert screen.element("saved-told") == EN("saved.full")
    screen.press("restore-1")
    assert state.bench() == BENCH
    screen.press("delete-1")
    assert screen.element("saved-told") == EN("saved.deleted")
    screen.press("delete-1")
    assert screen.element("saved-told") == EN("saved.back_done")
    steps = len(state.trail.value.past)
    screen.send("event_press", True, label=EN("history.go"), help="1")
    assert (len(state.trail.value.past), len(state.trail.value.future)) == (0, steps)


def file_of(text, name="own.toml"):
    return {"name": name, "text": base64.b64encode(text).decode()}


LEVER = b'[[lever]]\nkind = "tutoring"\n'


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "own"),
        ({"name": "own.toml", "text": "%%%"}, "did not arrive whole"),
        ({"name": "own.toml", "text": "A" * 2 * LIMITS.upload_bytes}, "larger than"),
        (file_of(b"\xff\xfe"), "own.toml"),
        (file_of(b'format = 1\n[package]\nname = "x"\n[[lever]]\nkind = "tutorin"\n'), '"tutoring"'),
    ],
    ids=["nothing", "not base64", "too large", "not text", "no such lever"],
)
def test_a_broken_upload_ends_in_a_sentence(screen, given, told):
    screen.go("scenarios")
    screen.send("event_file", given, too_large=...)
    assert told in screen.element("upload-told") or (not given and screen.element("upload-told"))
    assert state.bench() == BENCH


def test_an_upload_takes_the_place_of_the_package_and_then_its_own(screen):
    screen.go("scenarios")
    for tutors in (1, 2):
        text = b'format = 1\n[package]\nname = "Mine"\n' + LEVER + b"tutors = %d\n" % tutors
        screen.send("event_file", file_of(text, "C:\\files\\ali.toml"), too_large=...)
        assert screen.element("upload-told") == EN("files.taken", name="Mine")
        assert [dict(each.fields)["tutors"] for each in state.bench().local.levers] == [tutors]
    assert len(state.bench().packages) == 1


def test_what_is_taken_away_is_made_when_it_is_asked_for(screen, jobs):
    screen.go("scenarios")
    assert screen.find(name="away-csv").content == ""
    screen.send("event_want", None, name="away-csv")
    assert b"hm_total" in base64.b64decode(screen.find(name="away-csv").content)
    jobs.fail = ValueError("secret of the machine")
    screen.send("event_want", None, name="away-package")
    assert screen.element("alert") == EN("jobs.broken")
    assert screen.find(name="away-package").content == ""


@pytest.mark.parametrize(
    ("refuse", "fail", "told"),
    [
        (Busy("jobs.full"), None, "jobs.full"),
        (Busy("jobs.full_session"), None, "jobs.full_session"),
        (None, Failure("jobs.died"), "jobs.died"),
        (None, KeyError("secret"), "jobs.broken"),
    ],
)
def test_what_goes_wrong_with_the_queue_is_said_on_the_page(jobs, refuse, fail, told, caplog):
    jobs.refuse, jobs.fail = refuse, fail
    with opened(BENCH, jobs) as screen:
        assert EN(told) in screen.element("alert")
        assert "secret" not in screen.element("alert")
        for page in DRAWN:
            screen.go(page)
        screen.go("life")
        assert EN(told) in screen.element("alert")
        jobs.refuse = jobs.fail = None
        screen.choose("territory", "lucca")
        screen.go("answer")
        assert screen.element("sentence"), "the next question is answered"
        assert screen.element("alert") == ""
    assert ("secret" in caplog.text) == (told == "jobs.broken"), "what is not told stands in the log"


def test_every_number_is_explained_and_the_explanation_is_closed(screen):
    for level, lines in (("researcher", 13), ("stakeholder", 10)):
        screen.send("event_level", level, here=...)
        screen.press("explain-cost_total")
        told = [each for each in screen.widgets() if getattr(each, "tag", "") == "dt"]
        assert len(told) == lines
        screen.press("close")
        assert state.explained.value == ""
    state.explained.value = "no such outcome"
    with pytest.raises(LookupError):
        screen.find(name="close")


def test_more_runs_are_computed_when_they_are_asked_for(screen):
    assert screen.find(done=..., total=...).done == 2
    screen.press("more")
    assert screen.find(done=..., total=...).done == LIMITS.most_pairs
    with pytest.raises(LookupError):
        screen.find(name="more")


@pytest.mark.parametrize(
    ("others", "needed", "pairs"),
    [(False, 9.0, 4), (True, 9.0, 2), (False, 3.0, 4), (False, 2.0, 2), (True, 2.0, 2), (False, math.inf, 4)],
)
def test_a_vague_answer_goes_on_while_nobody_else_waits(monkeypatch, jobs, others, needed, pairs):
    monkeypatch.setattr(running, "COMMON", 2)
    monkeypatch.setattr(running, "needed", lambda _: needed)
    jobs.others = others
    with opened(BENCH, jobs, limits=replace(LIMITS, steps=(2, 4))) as screen:
        shown = screen.find(done=..., total=...)
        assert (shown.done, shown.total) == (pairs, pairs)
        screen.press("more")
        assert screen.find(done=..., total=...).done == LIMITS.most_pairs, "asked for, whoever waits"


@pytest.mark.parametrize(
    ("done", "needed", "pairs"),
    [
        (64, 64.0, 0), (64, 65.0, 72), (64, math.nextafter(64.0, 65.0), 72), (64, 100.0, 104), (64, 500.0, 128),
        (64, math.inf, 128), (128, 201.0, 200), (128, 220.3, 216), (216, 217.0, 224), (224, 500.0, 0), (7, 7.5, 8),
        (40, 81.0, 80),
    ],
)  # fmt: skip
def test_an_answer_goes_on_as_far_as_it_needs_and_at_most_twice_as_far(monkeypatch, jobs, done, needed, pairs):
    monkeypatch.setattr(running, "needed", lambda _: needed)
    monkeypatch.setattr(state, "limits", lambda: replace(LIMITS, workers=2))
    monkeypatch.setattr(state, "jobs", lambda: jobs)
    step = running._further(BENCH, done, None, 224)  # type: ignore[arg-type]
    assert (0 if step is None else step.given[1]) == pairs
    if step is not None:
        assert sorted(number for part in step.before for number in part.given[1]) == list(range(done, pairs))


@pytest.mark.parametrize("more", [1e-9, 1.0, 20.0, math.inf])
def test_an_answer_that_always_needs_more_comes_to_an_end(monkeypatch, jobs, more):
    monkeypatch.setattr(running, "needed", lambda done: done + more)
    monkeypatch.setattr(state, "limits", lambda: replace(LIMITS, workers=2))
    monkeypatch.setattr(state, "jobs", lambda: jobs)
    told = [2]
    while (step := running._further(BENCH, told[-1], told[-1], 223)) is not None:  # type: ignore[arg-type]
        told.append(step.given[1])
        assert told[-2] < told[-1] <= 2 * told[-2] + running.TOGETHER
    assert told[-1] == 223
    assert len(told) <= 2 + 223 // running.TOGETHER


@pytest.mark.parametrize(
    ("pairs", "settled", "drawn"),
    [(8, False, 0), (16, False, 16), (128, False, 16), (8, True, 8), (128, True, 128), (224, True, 224)],
)
def test_the_figure_is_drawn_early_and_when_no_more_pairs_are_on_the_way(monkeypatch, pairs, settled, drawn):
    monkeypatch.setattr(state, "limits", limits.Limits)
    answer: Any = SimpleNamespace(pairs=pairs, settled=settled)
    assert charts.drawn_at(answer) == drawn
    assert charts.drawn_at(None) == 0


def test_the_figure_of_an_answer_that_is_there_has_all_its_pairs(monkeypatch, jobs):
    drawn: list[Any] = []
    submit = jobs.submit

    def noting(session, *wanted):
        drawn.extend(job.given[1] for job in wanted if job.function is work.figure)
        return submit(session, *wanted)

    monkeypatch.setattr(jobs, "submit", noting)
    with opened(BENCH, jobs) as screen:
        screen.press("more")
        assert drawn == [2, LIMITS.most_pairs]


@pytest.mark.parametrize("workers", [2, 3, 5, 64])
@pytest.mark.parametrize("new", [range(2), range(2, 4), range(5, 16), range(64, 128)])
def test_pairs_are_shared_out_whole_and_each_has_its_worker(new, workers):
    shares = list(running._shares(BENCH, new, "unused.db", workers))
    numbers = [each.given[1] for each in shares]
    assert sorted(number for share in numbers for number in share) == list(new)
    assert all(each.near == number % workers for each in shares for number in each.given[1])
    assert len(shares) <= max(workers, running.SHARES + workers)
    assert {each.near for each in shares} == {number % workers for number in new}


@pytest.mark.parametrize(
    ("mean", "low", "high", "needed"),
    [(10.0, 9.0, 11.0, 64), (10.0, 8.0, 12.0, 256), (-10.0, -10.5, -9.5, 16), (1.0, None, None, math.inf)],
)
def test_a_quarter_of_the_pairs_makes_an_interval_twice_as_wide(mean, low, high, needed):
    clear, told = Estimate(10.0, 10.0, 10.0, 64), Estimate(mean, low, high, 64)
    shown = [SimpleNamespace(headline="h", totals={"h": SimpleNamespace(difference=each)}) for each in (clear, told)]
    assert running.needed(SimpleNamespace(pairs=64, contrasts=tuple(shown))) == pytest.approx(needed)  # type: ignore[arg-type]
    assert running.needed(SimpleNamespace(pairs=64, contrasts=tuple(shown[:1]))) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "it"])
def test_what_stands_beside_the_model_is_shown_as_it_was_recorded(screen, language):
    say = tongue(language)
    screen.send("event_language", language, here=...)
    screen.go("evidence")
    screen.press("evidence-studies")
    shown = screen.table(caption=say("evidence.studies"))
    assert [row[0] for row in shown] == [f"{each.id}: {each.title}" for each in standing.studies()]
    assert sum(int(row[1].split()[0]) for row in shown) == sum(each.inside for each in standing.studies())
    screen.press("evidence-patterns")
    assert len(screen.table(caption=say("evidence.patterns"))) == len(standing.patterns())
    screen.press("evidence-calibration")
    values = screen.table(caption=say("evidence.fit_values"))
    assert [row[0] for row in values] == [row["name"] for row in standing.fit()["parameters"]]
    assert len(screen.table(caption=say("evidence.fit_figures"))) == len(standing.fit()["targets"])


def test_what_the_answer_rests_on_is_shown_by_status(screen):
    screen.go("evidence")
    every = screen.table("parameters")
    screen.choose("status", "assumption")
    some = screen.table("parameters")
    assert 0 < len(some) < len(every)
    for tab in ("outcomes", "levers", "studies"):
        screen.press(f"evidence-{tab}")
        assert json.loads(screen.find(packed_rows=...).packed_rows)


def test_the_self_assessment_is_answered_kept_taken_and_compared(screen):
    screen.go("assess")
    screen.press("compare-answers")
    assert screen.element("assess-told") == EN("assess.nothing_in_place")
    names = _items()
    assessed.given.value = dict.fromkeys(names[3:], "3")
    for name in names[:3]:
        screen.choose(name, "3")
    screen.choose(names[0], "na")
    screen.choose(names[1], "")
    assert (assessed.given.value[names[0]], names[1] in assessed.given.value) == ("na", False)
    screen.send("event_set", 40, high=5000)
    kept = base64.b64decode(screen.find(name="download-answers").content)
    before = assessed.given.value
    assessed.given.value = {}
    screen.send("event_file", {"text": base64.b64encode(kept).decode()}, too_large=...)
    assert screen.element("assess-told") == EN("assess_page.taken")
    assert (assessed.given.value, assessed.people.value) == (before, 40)
    for number in range(4):
        screen.press("compare-answers")
        told = EN("assess_page.added") if number < 3 else "4 packages are the most"
        assert told in screen.element("assess-told")
    for text, told in (("%", EN("assess_page.broken")), (base64.b64encode(b"format = 9").decode(), "answers.toml")):
        screen.send("event_file", {"text": text}, too_large=...)
        assert told in screen.element("assess-told")
    assert assessed.given.value == before


@pytest.mark.parametrize(
    ("search", "spoken", "language", "territory", "message"),
    [
        (f"s={to_link(replace(BENCH, territory='lucca'))}&lang=it", "en", "it", "lucca", ""),
        ("lang=xx", "de-DE, it-IT;q=0.8", "it", "sondrio", ""),
        ("", "", "en", "sondrio", ""),
        ("s=broken", "en", "en", "sondrio", "damaged"),
        (f"s={'A' * LIMITS.link_bytes}A", "en", "en", "sondrio", "too long"),
        (f"s={'A' * 3 * LIMITS.link_bytes}", "it", "it", "sondrio", ""),
    ],
    ids=["link", "browser", "nothing", "broken link", "long link", "longer than is looked at"],
)
def test_the_address_says_what_is_opened(jobs, search, spoken, language, territory, message):
    with opened(BENCH, jobs, search, spoken) as screen:
        assert (state.language.value, state.bench().territory) == (language, territory)
        assert message in screen.element("alert")
        assert bool(message) == bool(screen.element("alert"))
