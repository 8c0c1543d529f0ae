"""The register itself: shares of a count, going on after a stop, and a document that says what was not run."""

import re

from . import notes, page
from .notes import Note, Notes
from .register import FILE, Batch, Soak, Trials, batches, in_shard, promises

CRASH = promises()["crash.runner"]


def test_a_count_is_split_into_batches_without_loss():
    assert batches(250, 100) == [Batch(0, 100), Batch(1, 100), Batch(2, 50)]
    assert batches(0, 5) == []
    for promise in promises().values():
        if promise.full is not None:
            assert sum(each.size for each in batches(promise.full, promise.batch)) == promise.full
            assert promise.quick is not None


def test_every_batch_belongs_to_exactly_one_shard():
    for test in ("a", "b", "c"):
        for number in range(20):
            assert [in_shard(test, number, f"{mine}/3") for mine in (1, 2, 3)].count(True) == 1


def test_a_stopped_soak_goes_on_and_tries_again_what_broke(tmp_path):
    file = tmp_path / "state.jsonl"

    def trials():
        return Trials("test", CRASH, Soak(file, "1/1", float("inf")))

    first = trials()
    for batch in first:
        if batch.number == 3:
            first.note("broke", "it is not the same")
            break
    assert [each.number for each in trials().plan] == [*range(4, 50), 3]
    with file.open("a") as opened:
        opened.write('{"promise": "crash.runn')  # killed while writing
    assert len(trials().plan) == 47
    for _ in trials():
        pass
    assert trials().plan == []


def test_a_soak_of_another_commit_begins_anew(tmp_path):
    made = Notes(tmp_path / "state.jsonl")
    made.add(Note("crash.runner", "test", 0, 1, "held", "", 1.0, commit="0000000"))
    assert len(Trials("test", CRASH, Soak(made.file, "1/1", 1.0)).plan) == 50


def test_no_batch_is_begun_after_the_time(tmp_path):
    assert list(Trials("test", CRASH, Soak(tmp_path / "s", "1/1", 0.0))) == []


def test_the_row_says_what_happened():
    def told(*given):
        made = [Note("crash.runner", "t", n, 1, what, why, 1.0, "2026-01-02", "abc") for n, (what, why) in given]
        return page.row(CRASH, made).split(" | ", 2)[2].strip(" |\n")

    assert told() == "50 | 0 | not run"
    assert told((0, ("held", "")), (1, ("held", ""))) == "50 | 2 | held | 2026-01-02, abc"
    assert told((0, ("held", "")), (1, ("broke", "a | b"))) == "50 | 2 | **broke**: a \\| b | 2026-01-02, abc"
    assert told((0, ("skipped", "Skipped: no server"))) == "50 | 0 | not run (no server)"


def test_the_document_has_a_row_for_every_promise_in_its_words():
    """Written by `make soak`; after a change of promises.toml or page.md: make soak WRITE=1."""
    written = (notes.ROOT / notes.PAGE).read_text(encoding="utf-8")
    for promise in promises().values():
        assert f"| {promise.holds} | {promise.tried} |" in written
    fixed = page.TEMPLATE.read_text(encoding="utf-8").split("{when}")[0]
    assert written.startswith(fixed)
    assert "## What is not protected" in written


def test_every_promise_has_a_test():
    text = "".join(path.read_text(encoding="utf-8") for path in (notes.ROOT / "tests").rglob("test_*.py"))
    tried = set(re.findall(r'mark\.promise\("([a-z0-9.]+)"\)', text))
    assert tried == set(promises()), FILE.name


def test_a_promise_is_said_in_sentences():
    for promise in promises().values():
        for said in (promise.holds, promise.tried):
            assert said.endswith(".")
            assert "|" not in said
