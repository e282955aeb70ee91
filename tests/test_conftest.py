"""What workers of pytest-xdist send about a failed test."""

import pytest

from cxresearch.speaking import say
from tests.conftest import plain

execnet = pytest.importorskip("execnet", reason="pytest-xdist is not installed")


def test_a_said_text_can_be_sent_in_a_report():
    said = say("{n} leaders", n=3)
    report = {"longrepr": [("file", 1, said)], "keywords": {said: None}, "outcome": "failed", "duration": 0.1}
    with pytest.raises(execnet.DumpError):
        execnet.dumps(report)
    assert execnet.loads(execnet.dumps(plain(report))) == report
