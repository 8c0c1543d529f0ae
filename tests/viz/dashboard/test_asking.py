"""A question: step by step, no worker idle while another sums up, nothing left behind."""

from typing import Any

import pytest

from approdo.model.errors import Failure
from approdo.viz.dashboard.asking import Asked, Step, _Question
from approdo.viz.dashboard.jobs import Busy, Job

from .screen import AtOnce


class Noting(AtOnce):
    """Does each job when it is asked for, and notes which."""

    def __init__(self) -> None:
        super().__init__("unused.db")
        self.asked: list[Any] = []
        self.cancelled: list[Any] = []

    def submit(self, session, *wanted):
        self.asked += [(job.given[0], job.near) for job in wanted]
        return super().submit(session, *wanted)

    def cancel(self, ticket):
        super().cancel(ticket)
        self.cancelled.append(ticket.given[0])


class Told:
    """What is told, in the place of a page."""

    def __init__(self, result: Any = None) -> None:
        self.all = [Asked(result)]

    value = property(lambda self: self.all[-1], lambda self, new: self.all.append(new))

    def peek(self):
        return self.all[-1]


def same(value, *found):
    return value


def fails(value):
    raise Failure(value)


def step(n, part=same):
    """A step with two parts: 0 with "0a" and "0b"."""
    return Step(same, (n,), tuple(Job(part, (f"{n}{name}",), near=at) for at, name in enumerate("ab")), near=0)


def steps(count, part=same):
    return [step(n, part) for n in range(count)]


def ask(listed, jobs=None, more=lambda step, result: None):
    made, told = jobs or Noting(), Told()
    _Question(made, "a", told, "key").ask(listed, more)  # type: ignore[arg-type]
    return made, told


def test_what_comes_before_a_step_is_begun_with_the_step_before_it():
    jobs, told, known = Noting(), Told(), []
    submit = jobs.submit

    def noting(session, *wanted):
        known.extend([told.value.result] * len(wanted))
        return submit(session, *wanted)

    jobs.submit = noting  # type: ignore[method-assign]
    _Question(jobs, "a", told, "key").ask(steps(3))  # type: ignore[arg-type]
    assert [name for name, _ in jobs.asked] == ["0a", "0b", 0, "1a", "1b", 1, "2a", "2b", 2]
    assert [near for _, near in jobs.asked] == [0, 1, 0] * 3
    assert known == [None] * 5 + [0] * 3 + [1]
    assert [(each.result, each.pending) for each in told.all[1:]] == [(0, True), (1, True), (2, False)]
    assert not jobs.cancelled


def test_a_step_is_given_what_came_before_it():
    handed = []

    def noting(value, *found):
        handed.append(found)
        return value

    listed = [each._replace(function=noting) for each in steps(2)]
    ask(listed)
    assert handed == [("0a", "0b"), ("1a", "1b")]


def test_nothing_is_shared_out_while_others_wait():
    jobs = Noting()
    jobs.others = True
    jobs, told = ask(steps(2), jobs)
    assert [name for name, _ in jobs.asked] == [0, 1]
    assert told.all[-1] == Asked(1, "key", fresh=True, pending=False)


def test_more_is_asked_for_as_long_as_results_ask_for_it():
    seen = []

    def more(last, result):
        seen.append((last.given, result))
        return step(result + 1) if result < 2 else None

    jobs, told = ask(steps(1), more=more)
    assert [name for name, _ in jobs.asked] == ["0a", "0b", 0, "1a", "1b", 1, "2a", "2b", 2]
    assert [(each.result, each.pending) for each in told.all[1:]] == [(0, True), (1, True), (2, False)]
    assert seen == [((0,), 0), ((1,), 1), ((2,), 2)]
    assert not jobs.cancelled


def test_no_more_is_asked_for_while_others_wait():
    jobs = Noting()
    jobs.others = True
    jobs, told = ask(steps(1), jobs, lambda last, result: step(1))
    assert [name for name, _ in jobs.asked] == [0]
    assert told.all[-1] == Asked(0, "key", fresh=True, pending=False)


def test_a_part_that_goes_wrong_ends_the_question_after_the_answer_that_is_there():
    jobs = Noting()
    listed = steps(2)
    listed[1] = step(1, fails)
    jobs, told = ask(listed, jobs)
    assert [(each.result, each.error) for each in told.all[1:]] == [(0, ""), (0, "1a")]
    assert not told.all[-1].pending
    assert {"1a", "1b"} <= set(jobs.cancelled)


def test_where_there_is_no_room_for_the_parts_the_job_itself_does_the_whole():
    jobs = Noting()
    submit = jobs.submit

    def full(session, *wanted):
        if len(wanted) > 1:
            raise Busy("jobs.full_session")
        return submit(session, *wanted)

    jobs.submit = full  # type: ignore[method-assign]
    jobs, told = ask(steps(2), jobs)
    assert [name for name, _ in jobs.asked] == [0, 1]
    assert told.all[-1] == Asked(1, "key", fresh=True, pending=False)


@pytest.mark.parametrize("when", ["0b", 0, "1a", 1])
def test_a_question_that_is_over_leaves_no_job_behind(when):
    jobs, told = Noting(), Told()
    question = _Question(jobs, "a", told, "key")  # type: ignore[arg-type]
    submit = jobs.submit

    def ends(session, *wanted):
        question._over |= any(job.given[0] == when for job in wanted)
        return submit(session, *wanted)

    jobs.submit = ends  # type: ignore[method-assign]
    question.ask(steps(2))
    assert when in jobs.cancelled
    question.end()
    assert set(jobs.cancelled) == {name for name, _ in jobs.asked}
    assert all(each.result != 1 for each in told.all)
