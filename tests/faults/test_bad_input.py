"""Generated bad input, in processes with little memory, and a collection of broken files through the commands."""

import subprocess
import sys

import pytest

from .broken_files import cases
from .stand_in import ROOT


def attack(kind, trials):
    """Try the batches of a kind, each in a process of its own."""
    for batch in trials:
        words = [sys.executable, "-m", "tests.faults.attack", kind, str(batch.number), str(batch.size)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
        assert done.returncode == 0, f"{kind} {batch.number}: {done.stderr[-3000:]}"
        told, cases = done.stdout.split(": ")
        assert told == kind
        assert int(cases.split()[0]) >= batch.size


@pytest.mark.promise("input.corpus")
def test_the_collection_of_broken_files(trials):
    for batch in trials:
        assert batch.size == len(cases()), "promises.toml says how many there are"
        words = [sys.executable, "-m", "tests.faults.corpus"]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
        assert done.returncode == 0, done.stdout + done.stderr[-3000:]


@pytest.mark.promise("input.package")
def test_packages(trials):
    attack("package", trials)


@pytest.mark.promise("input.scenario")
def test_scenarios(trials):
    attack("scenario", trials)


@pytest.mark.promise("input.study")
def test_studies(trials):
    attack("study", trials)


@pytest.mark.promise("input.territory")
def test_territories(trials):
    attack("territory", trials)


@pytest.mark.promise("input.pilot")
def test_pilots(trials):
    attack("pilot", trials)


@pytest.mark.promise("input.upload")
def test_uploads(trials):
    attack("upload", trials)


@pytest.mark.promise("input.link")
def test_links(trials):
    attack("link", trials)


@pytest.mark.promise("input.store")
def test_stores(trials):
    attack("store", trials)
