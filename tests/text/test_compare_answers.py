"""Open questions side by side: distances as scipy has them, shuffles that hold their level, sheets as observations."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import jensenshannon

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.survey import Survey
from cxresearch.text.compare import compare_answers, jensen_shannon
from cxresearch.text.themes.named import themes

BOOK = pd.DataFrame({"id": ["well"], "kind": ["verbatim"]})


def study(rows, book=BOOK):
    frame = pd.DataFrame(rows, columns=["who", "sheet", "well"])
    return Survey.from_frame(frame, roles={"audience": "who"}, codebook=book)


def test_distance_is_scipys():
    rng = np.random.default_rng(1)
    p, q = rng.integers(0, 9, (2, 20, 6)).astype(float)
    assert jensen_shannon(p, q) == pytest.approx([jensenshannon(a, b, base=2) for a, b in zip(p, q, strict=True)])
    assert jensen_shannon(np.array([2.0, 1]), np.array([4.0, 2])) == 0
    assert np.isnan(jensen_shannon(np.array([0.0, 0]), np.array([4.0, 2])))


def test_shared_one_sided_and_missing():
    rows = [("Leadership", i, "our app. our letters") for i in range(10)]
    rows += [("Staff", i, "the app, the queue") for i in range(10)] + [("Staff", 10, "app; queue; letters")]
    rows += [("Customers", i, "the app and the queue") for i in range(10)] + [("Customers", 11, "the mortgage")]
    table = compare_answers(study(rows)).table.set_index("theme")
    assert table.verdict.to_dict() == {
        "Waiting time": "missing",
        "Mobile app": "shared",
        "Letters and e-mails": "missing",
        "Loan application": "one-sided",
    }
    assert table.loc["Waiting time", "missing_in"] == "Leadership"
    assert table.loc["Loan application", "named_by"] == "Customers"
    assert table.loc["Waiting time", "share_customers"] == pytest.approx(100 * 10 / 11)


def test_sheets_are_shuffled_not_statements():
    # Two sheets a side with ten statements each are four observations, however different the statements are.
    rows = [("Leadership", i % 3, "our app") for i in range(30)] + [("Customers", i % 3, "the fees") for i in range(30)]
    by_row, by_sheet = compare_answers(study(rows)), compare_answers(study(rows), sheet="sheet")
    assert by_row.disparity.p_value[0] == pytest.approx(0.001)
    assert np.isnan(by_sheet.disparity.p_value[0])
    assert by_sheet.disparity[["n_a", "n_b"]].iloc[0].tolist() == [3, 3]
    assert "too few to tell" in by_sheet.sentences()[-1]
    rows = [("Leadership", i % 4, "our app") for i in range(40)] + [("Customers", i % 4, "the fees") for i in range(40)]
    four = compare_answers(study(rows), sheet="sheet")
    # 2 of 70 ways to part eight sheets into four and four are as far apart.
    assert four.disparity.p_value[0] == pytest.approx(2 / 70, abs=0.02)


def test_shuffles_hold_their_level():
    rng = np.random.default_rng(5)
    words = np.array(["the app", "the fees", "the queue", "the letters"])
    found = []
    for _ in range(40):
        rows = [("Leadership" if i < 15 else "Customers", i, text) for i, text in enumerate(rng.choice(words, 45))]
        found.append(compare_answers(study(rows), permutations=99).disparity.p_value[0])
    assert np.mean(np.array(found) < 0.05) <= 0.15
    assert 0.35 < np.mean(found) < 0.65


def test_the_survey_beside_the_room():
    asked = study([("Customers", i, "the queue" if i < 23 else "the fees") for i in range(100)])
    room = study(
        [("Leadership", i, "our app, our fees") for i in range(5)] + [("Customers", i, "the queue") for i in range(5)]
    )
    found = compare_answers(
        room, survey_themes=themes(asked, "well", by="audience", rules=None), sheet="sheet", privacy=False
    )
    assert (
        "Waiting time fills 23% (16 to 32) of customers' comments; no leadership sheet named it." in found.sentences()
    )
    assert "Billing and fees fills 77% (68 to 84) of customers' comments." in found.sentences()


def test_a_word_in_passing_is_not_shared():
    rows = [("Leadership", i, "our app") for i in range(20)] + [("Customers", i, "the fees") for i in range(199)]
    rows += [("Customers", 199, "the app and the fees")]
    table = compare_answers(study(rows)).table.set_index("theme")
    assert table.loc["Mobile app", "share_customers"] == pytest.approx(0.5)
    assert table.loc["Mobile app", ["verdict", "named_by"]].tolist() == ["one-sided", "Leadership"]
    found = compare_answers(study(rows))
    assert "On well, only Leadership name Mobile app (of the others fewer than 2%)." in found.sentences()
    assert "2% of its persons name it" in found.method
    strict = compare_answers(study(rows), least=0)
    assert strict.table.set_index("theme").verdict["Mobile app"] == "shared"
    assert "one person names it" in strict.method
    half = compare_answers(study([*rows, ("Customers", 200, "the mortgage")]), least=50)
    assert half.table.set_index("theme").verdict.to_dict()["Loan application"] == "rare"
    with pytest.raises(OptionError, match="least= is a percentage"):
        compare_answers(study(rows), least=80)


def test_hidden_audiences_stay_without_numbers():
    rows = [("Leadership", i, "our app") for i in range(6)] + [("Staff", i, "the queue") for i in range(12)]
    found = compare_answers(study([*rows, *[("Customers", i, "the fees") for i in range(12)]]))
    assert found.audiences == ("Leadership", "Staff", "Customers") and found.hidden == ("Leadership",)
    assert found.table.share_leadership.isna().all()
    assert (
        not found.table[["named_by", "missing_in"]].apply(lambda names: names.str.contains("Leadership")).any(axis=None)
    )
    assert any("Leadership stay without numbers" in caveat for caveat in found.caveats)
    # What hidden people named is not told beside the survey either.
    asked = themes(study([("Customers", i, "the queue") for i in range(50)]), "well", by="audience", rules=None)
    beside = compare_answers(study([*rows, *[("Customers", i, "the fees") for i in range(12)]]), survey_themes=asked)
    assert beside.sentences()[0] == "Waiting time fills 100% (93 to 100) of customers' comments."


def test_nothing_of_the_code_frame_is_no_number_in_a_sentence():
    rows = [("Leadership", i, "the weather") for i in range(12)] + [("Customers", i, "the fees") for i in range(12)]
    found = compare_answers(study(rows))
    assert np.isnan(found.disparity.distance[0])
    assert (
        "On well, Leadership and Customers cannot be held against each other: one of them named no theme of the "
        "code frame." in found.sentences()
    )


def test_what_cannot_be_compared():
    with pytest.raises(QuestionError, match="between groups"):
        compare_answers(study([("Customers", 1, "the app")] * 9))
    with pytest.raises(QuestionError, match="no open question"):
        compare_answers(
            study([("Customers", 1, "the app")] * 9, book=pd.DataFrame({"id": ["well"], "kind": ["choice"]}))
        )
    with pytest.raises(OptionError):
        compare_answers(study([("Customers", 1, "the app")] * 9), permutations=5)
