"""Fifty readers for half an hour, three minutes at a time, on one server: memory, strangers, answers, the log."""

import pytest

from tests.browser.load import load_beside, told
from tests.browser.serving import dashboard

SECONDS = 180.0  # of a wave


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with dashboard(tmp_path_factory.mktemp("crowd"), "--pages", "60", "--pairs", "4") as made:
        yield made


@pytest.mark.soak
@pytest.mark.promise("service.load")
def test_fifty_readers_for_half_an_hour(trials, address):
    first: list[int] = []
    for batch in trials:
        readers = round(batch.size * 60 / SECONDS)  # a case is a minute of a reader
        seen, levels = load_beside(address, address.process.pid, readers, SECONDS, batch.number)
        print("\n" + "\n".join(told(seen, levels)))
        assert not seen.wrong
        assert seen.strangers == 0
        assert len(seen.answered) == readers
        assert "Traceback" not in address.log.read_text()
        # What Python keeps after the first wave, the next ones use again.
        first = first or levels[-1]
        assert sum(levels[-1]) < 1.1 * sum(first)
