"""Words that tell groups apart: Monroe's values, planted words, and whom the words must not give away."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError, QuestionError
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.contrast import contrast_words, log_odds


def study(leaders, customers, staff=()):
    who = ["Leadership"] * len(leaders) + ["Staff"] * len(staff) + ["Customers"] * len(customers)
    frame = pd.DataFrame({"who": who, "why": [*leaders, *staff, *customers]})
    return Survey.from_frame(
        frame, roles={"audience": "who"}, codebook=pd.DataFrame({"id": ["why"], "kind": ["verbatim"]})
    )


def test_values_of_monroe():
    estimate, z = log_odds([[10, 3, 1, 86], [2, 6, 4, 188]])
    assert z[0].round(4).tolist() == [2.0571, 0.0, -0.3517, -4.2781]
    assert estimate[0, 0] == pytest.approx(np.log(22 / 378) - np.log(14 / 486))
    assert (z[1] == -z[0]).all()


def test_three_groups_stand_each_against_the_others():
    counts = np.array([[10, 3, 86], [2, 6, 188], [5, 5, 40]])
    alone = log_odds([counts[0], counts[1] + counts[2]])
    assert log_odds(counts)[1][0] == pytest.approx(alone[1][0])


def test_a_word_that_nobody_uses_is_no_number():
    estimate, z = log_odds([[3, 0, 5], [1, 0, 9]])
    assert np.isnan(estimate[0, 1])
    assert np.isnan(z[0, 1])
    assert np.isfinite(z[0, [0, 2]]).all()


@pytest.mark.parametrize("counts", [[1, 2], [[1, 2]], [[1, -2], [3, 4]]])
def test_counts_that_are_none(counts):
    with pytest.raises(OptionError):
        log_odds(counts)


def test_planted_words_and_phrases_come_first():
    survey = study(
        ["our app grows and the weather is fine"] * 20 + ["n/a"] * 5,
        ["the monthly fees hurt and the weather is fine"] * 30,
    )
    found = contrast_words(survey, "why", by="audience")
    first = found.table.groupby("group", sort=False).head(2)
    assert set(first[first.group == "Leadership"].term) == {"app", "app grows"}
    customers = found.table[found.table.group == "Customers"]
    assert {"monthly fees", "fees", "hurt"} <= set(customers[customers.z > 1.96].term)
    weather = found.table[(found.table.term == "weather")]
    assert (weather.z.abs() < 1.96).all()
    assert customers.n.iloc[0] == 30
    assert found.table[found.table.group == "Leadership"].n.iloc[0] == 20
    assert any("5 comments that say nothing" in caveat for caveat in found.caveats)
    assert "the" not in set(found.table.term)
    assert found.sentences()[0].startswith('Leadership write of "app grows" (20), "app" (20)')


def test_a_comment_counts_once_for_a_word():
    survey = study(["app " * 1000] + ["branch"] * 20, ["fees"] * 20)
    found = contrast_words(survey, "why", by="audience", phrases=False, fewest=1).table
    assert found[(found.group == "Leadership") & (found.term == "app")]["count"].tolist() == [1]


def test_fewer_than_ten_employees_keep_their_words():
    survey = study(["our app"] * 9, ["the fees"] * 30, ["the shifts"] * 12)
    found = contrast_words(survey, "why", by="audience")
    leaders = found.table[found.table.group == "Leadership"]
    assert leaders[["count", "n", "z", "estimate"]].isna().all(axis=None) and leaders.term.tolist() == [""]
    assert set(found.table.group.dropna()) == {"Leadership", "Staff", "Customers"}
    assert "What Leadership write is hidden, so that a small group stays anonymous." in found.sentences()
    assert "app" not in set(found.table.term)
    assert any("hidden" in caveat.lower() for caveat in found.caveats)
    everybody = contrast_words(survey, "why", by="audience", privacy=False)
    assert "app" in set(everybody.table.term)


def test_personal_data_are_no_words():
    survey = study(["write to joan.petersen@example.com"] * 12, ["the fees"] * 12)
    terms = " ".join(contrast_words(survey, "why", by="audience", fewest=1).table.term)
    assert "joan" not in terms
    assert "mail" not in terms


def test_one_group_is_not_a_contrast():
    with pytest.raises(QuestionError, match="between groups"):
        contrast_words(study([], ["the fees"] * 20), "why", by="audience")


def test_odd_comments_do_not_stop_it():
    survey = study(
        ["<script>alert(1)</script> " + "a" * 1_000_000, "\U0001f621\U0001f621", "مرحبا بالعالم"] * 4, ["fees"] * 12
    )
    found = contrast_words(survey, "why", by="audience", fewest=1)
    assert "مرحبا" in set(found.table.term)
    assert "<script>" not in found._repr_html_()


def test_handles_entities_links_and_the_companys_name_are_no_words():
    texts = ["@UnitedAir thanks &amp; great flight https://t.co/x1", "HarbourBank's fees &lt;3 harbour bank fees"] * 12
    frame = pd.DataFrame({"who": ["A", "B"] * 12, "why": texts})
    survey = Survey.from_frame(frame, roles={"audience": "who"})
    terms = set(contrast_words(survey, "why", by="audience", ignore=["Harbour Bank", "harbourbank"]).table.term)
    assert {"thanks", "great", "flight", "fees"} <= terms
    assert not {"unitedair", "amp", "lt", "https", "co", "handle", "link", "harbour", "bank", "harbourbank"} & terms
    with pytest.raises(OptionError, match="ignore="):
        contrast_words(survey, "why", by="audience", ignore=[""])


def test_what_is_passed_on_counts_once():
    told = ["free flights for all"] + ["RT @anna: free flights for all"] * 30 + ["late again"] * 20
    frame = pd.DataFrame({"who": ["A"] * 51 + ["B"] * 20, "why": [*told, *(["good crew"] * 20)]})
    found = contrast_words(Survey.from_frame(frame, roles={"audience": "who"}), "why", by="audience", fewest=1)
    count = found.table[(found.table.group == "A") & (found.table.kind == "word")].set_index("term")["count"]
    assert count["free"] == 1
    assert count["late"] == 20
    assert any("30 comments passed on" in caveat for caveat in found.caveats)
