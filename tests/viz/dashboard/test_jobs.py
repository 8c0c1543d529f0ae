"""The queue: bounded, fair, cancellable; a dead worker is replaced and nothing stays behind."""

import dataclasses
import time
from pathlib import Path

import pytest

from approdo.model.errors import Failure
from approdo.viz.dashboard.jobs import Busy, Job, Jobs
from approdo.viz.dashboard.limits import Limits, steps_to
from approdo.viz.dashboard.work import Unwanted
from tests.viz.dashboard import errands

LIMITS = Limits(workers=1, jobs_per_session=3, jobs=5)
SECONDS = 60


@pytest.fixture(scope="module")
def jobs():
    made = Jobs(LIMITS, "unused.db")
    yield made
    made.close()


@pytest.fixture
def gate(tmp_path):
    """A file that lets waiting jobs go."""
    path = tmp_path / "go"
    yield path
    path.touch()


def put(jobs, session, function, *given, near=None):
    """Ask for one job."""
    (ticket,) = jobs.submit(session, Job(function, given, near))
    return ticket


def settle(jobs, left=0):
    for _ in range(SECONDS * 20):
        if jobs.open <= left:
            return
        time.sleep(0.05)
    raise AssertionError("jobs are left")


def test_a_job_is_done(jobs):
    ticket = put(jobs, "a", errands.double, 21)
    assert ticket.ended.wait(SECONDS)
    assert (ticket.result, ticket.error) == (42, None)


def test_what_goes_wrong_comes_back(jobs):
    ticket = put(jobs, "a", errands.fail, "no")
    assert ticket.ended.wait(SECONDS)
    assert isinstance(ticket.error, ValueError)
    assert str(ticket.error) == "no"


def test_jobs_wait_with_a_position_and_their_number_is_bounded(jobs, gate):
    first = put(jobs, "a", errands.wait, str(gate))
    with pytest.raises(Busy, match="full_session"):
        jobs.submit("a", *[Job(errands.double, (n,)) for n in range(3)])
    assert jobs.open == 1, "of jobs that are too many none is taken"
    others = jobs.submit("a", *[Job(errands.double, (n,)) for n in range(2)])
    assert [jobs.position(each) for each in (first, *others)] == [0, 0, 0]  # one's own
    with pytest.raises(Busy, match="full_session"):
        put(jobs, "a", errands.double, 3)
    more = [put(jobs, "b", errands.double, n) for n in range(2)]
    with pytest.raises(Busy, match=r"jobs.full$"):
        put(jobs, "c", errands.double, 3)
    jobs.cancel(others[0])
    assert [jobs.position(each) for each in (others[1], *more)] == [0, 1, 1]
    gate.touch()
    assert all(each.ended.wait(SECONDS) for each in (first, others[1], *more))
    assert others[0].cancelled
    assert others[0].result is None
    settle(jobs)


def test_the_server_s_own_jobs_let_visitors_go_first(jobs, gate):
    running = put(jobs, "a", errands.wait, str(gate))
    own = put(jobs, "server", errands.double, 1)
    visitor = put(jobs, "b", errands.double, 2)
    gate.touch()
    assert visitor.ended.wait(SECONDS)
    assert running.ended.is_set()
    assert own.ended.wait(SECONDS)
    settle(jobs)


def test_a_running_job_is_told_that_nobody_wants_it(jobs, gate):
    running = put(jobs, "a", errands.work_on, str(gate))
    while not gate.with_suffix(".begun").exists():
        time.sleep(0.01)
    assert jobs.alone("a")
    assert not jobs.alone("b")
    jobs.cancel(running)
    assert running.ended.wait(SECONDS)
    assert isinstance(running.error, Unwanted)
    again = put(jobs, "a", errands.double, 5)  # the slot is free again
    assert again.ended.wait(SECONDS)
    assert again.result == 10
    settle(jobs)


@pytest.fixture(scope="module")
def two():
    made = Jobs(dataclasses.replace(LIMITS, workers=2, jobs_per_session=8, jobs=20), "unused.db")
    yield made
    made.close()


@pytest.fixture
def gates(two, tmp_path):
    """Both workers are busy; a file each lets them go."""
    paths = [tmp_path / name for name in ("first", "second")]
    held = [put(two, "x", errands.wait, str(path), near=n) for n, path in enumerate(paths)]
    assert [each.slot for each in held] == [0, 1]
    yield paths
    for path in paths:
        path.touch()
    settle(two)


def done(tickets):
    assert all(each.ended.wait(SECONDS) for each in tickets)
    assert [each.error for each in tickets] == [None] * len(tickets)
    return [each.result for each in tickets]


def begun(ticket):
    """Wait until a job is begun; return its worker."""
    for _ in range(SECONDS * 100):
        if ticket.slot >= 0:
            return ticket.slot
        time.sleep(0.01)
    raise AssertionError("the job still waits")


def test_a_job_finds_the_worker_again_that_has_what_it_needs(two):
    asked = [n % 2 for n in range(6)]
    found = [done([put(two, "a", errands.who, near=n)])[0] for n in asked]
    assert found == [found[n] for n in asked]
    assert found[0] != found[1]


def test_a_job_does_not_wait_for_its_worker_while_another_is_free(two, gates):
    gates[1].touch()
    asked = [put(two, "a", errands.who, near=0) for _ in range(2)]
    done(asked)
    assert [each.slot for each in asked] == [1, 1]


def test_of_the_parts_of_a_job_that_one_goes_first_whose_worker_is_free(two, gates):
    parts = [put(two, "a", errands.who, n, near=n % 2) for n in range(4)]
    gates[1].touch()
    done([parts[3]])
    assert [each.slot for each in (parts[1], parts[3])] == [1, 1]
    gates[0].touch()
    done(parts)


def test_of_parts_asked_for_together_none_takes_the_place_of_another(two, gates, tmp_path):
    gates[0].touch()
    settle(two, 1)
    parts = two.submit("a", *[Job(errands.wait, (str(tmp_path / f"part{near}"),), near) for near in (1, 0)])
    assert [each.slot for each in parts] == [-1, 0], "the first waits for its worker, the second has a free one"
    gates[1].touch()
    assert begun(parts[0]) == 1
    for near in range(2):
        (tmp_path / f"part{near}").touch()
    done(parts)


def test_whose_turn_it_is_does_not_hang_on_where_the_worlds_are(two, gates):
    first = put(two, "a", errands.wait, str(gates[0]), near=0)  # the very first in the queue, if elsewhere
    others = [put(two, "b", errands.who, near=1), put(two, "a", errands.who, near=1)]
    gates[1].touch()
    assert begun(first) == 1
    assert [each.slot for each in others] == [-1, -1]
    gates[0].touch()
    done([first, *others])


def test_the_other_worker_goes_on_when_one_dies(two):
    before = [done([put(two, "a", errands.who, near=n)])[0] for n in range(2)]
    dead = put(two, "a", errands.die, near=0)
    assert dead.ended.wait(SECONDS)
    assert str(dead.error) == "jobs.died"
    after = [done([put(two, "a", errands.who, near=n)])[0] for n in range(2)]
    assert after[0] not in before
    assert after[1] == before[1]


def test_a_worker_that_dies_is_replaced_and_the_next_job_is_done(jobs):
    dead = put(jobs, "a", errands.die)
    good = put(jobs, "a", errands.double, 4)
    assert dead.ended.wait(SECONDS)
    assert good.ended.wait(SECONDS)
    assert isinstance(dead.error, Failure)
    assert str(dead.error) == "jobs.died"
    assert good.result == 8
    settle(jobs)


def test_nothing_stays_behind_when_it_is_closed(tmp_path):
    jobs = Jobs(dataclasses.replace(LIMITS))
    folder = Path(jobs.store).parent
    assert folder.is_dir()
    running = put(jobs, "a", errands.wait, str(tmp_path / "never"))
    waiting = put(jobs, "a", errands.double, 1)
    while not (processes := [each for pool in jobs._pools for each in pool._processes.values()]):
        time.sleep(0.05)
    jobs.close()
    assert waiting.ended.wait(SECONDS)
    assert waiting.cancelled
    assert running.ended.wait(SECONDS)
    assert not folder.exists()
    for process in processes:
        process.join(SECONDS)
        # who else waits for children in this process may have taken its end
        assert not process.is_alive() or not Path(f"/proc/{process.pid}").exists()


def test_the_steps_of_an_answer_end_where_they_are_asked_to():
    assert steps_to(64) == (2, 8, 16, 64)
    assert steps_to(2) == (2,)
    assert steps_to(20) == (2, 8, 16, 20)
    assert steps_to(256)[-2:] == (224, 256)
