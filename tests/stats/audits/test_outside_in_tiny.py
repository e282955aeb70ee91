"""Whatever few answers there are, the instruments answer in whole sentences or refuse in words."""

import re
import warnings

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.errors import CXResearchError
from cxresearch.plots.pictures import picture

NO_NUMBER = re.compile(r"\b(nan|inf|none%|NaN|None|NaT)\b")
BOOK = pd.DataFrame(
    [
        ("effort", "effort", "1-7", "Ease", ""), ("left", "choice", "", "Left", ""), ("nps", "nps", "0-10", "NPS", ""),
        ("best", "rating", "0-10", "Best", ""), ("own", "rating", "1-5", "Own", ""),
        ("owner", "choice", "", "Owner", ""),
        ("x", "rating", "0-10", "Billing", "expectation"), ("p", "rating", "0-10", "Billing", "promise"),
        ("e", "rating", "0-10", "Billing", "experience"), ("name", "choice", "", "Company", ""),
    ],
    columns=["id", "kind", "scale", "topic", "aspect"],
).assign(text=lambda book: book.id)  # fmt: skip


VALUES = {
    "audience": ["Leadership", "Staff", "Customers"], "team": [None, "Sales", "Service"], "unit": [None, "A", "B", "C"],
    "effort": [None, 1, 4, 7], "left": [None, "Yes", "No"], "nps": [None, 0, 8, 10], "best": [None, 0, 10],
    "own": [None, 1, 5], "name": [None, "One", "Two"], "x": [None, 0, 10], "p": [None, 0, 10], "e": [None, 0, 5, 10],
    "owner": [None, "Sales", "Service", "Everybody", "Nobody"],
}  # fmt: skip


def few(seed: int) -> cx.Survey:
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(1, 15))
    frame = pd.DataFrame(
        {name: [values[at] for at in rng.integers(0, len(values), rows)] for name, values in VALUES.items()}
    )
    roles = {"audience": "audience", "group": "team", "unit": "unit"}
    return cx.Survey.from_frame(frame, codebook=BOOK, roles=roles)


CALLS = {
    "effort": lambda s: cx.effort_and_leaving(s, "effort", "left", recommending=["nps"], by="group"),
    "best": lambda s: cx.best_in_life(s, "best", "own", company="name", fewest=2),
    "competitors": lambda s: cx.against_competitors(
        cx.nps(s, "nps"), [{"name": "A", "nps": -100, "n": 1}, {"name": "B", "nps": 3}]
    ),
    "promise": lambda s: cx.promise_and_delivery(s, by="group"),
    "result": lambda s: cx.effort_and_result(
        s, [{"unit": "A", "hours": 1}, {"unit": "B", "hours": 3}, {"unit": "D", "hours": 3}], outcome=["nps", "left"]
    ),
    "ownership": lambda s: cx.ownership(s, "owner", by=["audience", "group"]),
}


@pytest.mark.parametrize("call", CALLS)
def test_few_answers_give_sentences_or_reasons(call):
    answered = 0
    for seed in range(40):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", cx.SurveyWarning)
            try:
                result = CALLS[call](few(seed))
            except CXResearchError as error:
                assert len(str(error)) > 20
                continue
        answered += 1
        said = result.sentences()
        assert said
        for line in [*said, *result.caveats, repr(result)]:
            assert not NO_NUMBER.search(line), (seed, line)
        if seed % 10 == 0:
            assert picture(result)[1:4] == b"PNG"
    assert answered > 3
