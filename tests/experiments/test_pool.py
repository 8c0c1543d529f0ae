"""Processes that die in the middle of a message: nobody waits for the rest of it."""

import os
import signal
import struct
import sys
import time

from approdo.experiments import pool
from approdo.experiments.pool import Processes, run_all


def dies_while_it_answers(job: int) -> int:
    """Job 2 writes the beginning of a message into the pipe of results and is killed."""
    if job == 2:
        frame = sys._getframe()
        while "result_queue" not in frame.f_locals:
            assert frame.f_back is not None
            frame = frame.f_back
        os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"part")
        os.kill(os.getpid(), signal.SIGKILL)
    return 10 * job


def test_half_a_message_of_a_dead_process_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(pool, "STUCK", 0.5)
    found = dict(run_all(dies_while_it_answers, [1, 2, 3], Processes(2), lost=lambda job: -job, stopped=lambda: False))
    assert found == {1: 10, 2: -2, 3: 30}


def test_processes_are_ended_at_once_in_the_middle_of_a_message():
    place = Processes(1)
    executor = place.open(None)
    future = executor.submit(dies_while_it_answers, 2)
    worker = next(iter(executor._processes.values()))  # type: ignore[attr-defined]
    worker.join(timeout=60)
    time.sleep(0.2)  # the reader has begun with the message
    place.close(executor, at_once=True)
    assert future.done()
