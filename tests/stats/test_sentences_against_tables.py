"""No sentence of any result contradicts its own interval, sign, base or rank: all sentences are read against tables."""

import re

import numpy as np
import pytest

import cxresearch as cx
from cxresearch.wording import say
from tests.drawn_results import MAKE
from tests.places import ROOT

NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
SPAN = re.compile(rf"\((?:[^()]*?\bCI )?({NUMBER})%? to ({NUMBER})%?")
UNSETTLED = re.compile(r"too close to call|cannot settle|not settled|cannot be settled|by chance|may be chance", re.I)
ADJUSTED = re.compile(r"taken alone|comparisons? (?:a gap is )?not shown|adjust|on the edge", re.I)
DOUBLED = re.compile(rf"\b(?:less|fewer|short|below|behind|lower)\b[^.;:]*?\((?:[^()]*?CI )?(-{NUMBER}) to (-{NUMBER})")
HALF_RANK = re.compile(r"\brank(?:s|ed)?(?: at)? \d+\.5\b|\bput it at \d+\.5\b")
PARTS = re.compile(rf"expected ({NUMBER}) and experienced ({NUMBER}): ({NUMBER}) points?")
LEFT = re.compile(rf"hard, ({NUMBER})% left; of the others, ({NUMBER})%: a difference of ({NUMBER}) points?")
APART = re.compile(rf"is rated ({NUMBER}), what it receives ({NUMBER}): ({NUMBER}) points apart")


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def faults(sentence: str) -> list[str]:
    """What is wrong in one sentence, by itself."""
    told = []
    clauses = re.split(r";(?![^()]*\))|\. ", sentence)
    for clause in clauses:
        spans = [(_value(low), _value(high)) for low, high in SPAN.findall(clause)]
        if UNSETTLED.search(clause) and not ADJUSTED.search(clause):
            # An interval of a difference; levels (65 (60 to 70)) stand before the words.
            after = SPAN.findall(clause[UNSETTLED.search(clause).start() :])
            told += [f"unsettled at {low} to {high}" for low, high in after if _value(low) > 0 or _value(high) < 0]
        told += [f"bounds in the wrong order: {low} to {high}" for low, high in spans if low > high]
    if DOUBLED.search(sentence):
        told.append("a direction told twice")
    if HALF_RANK.search(sentence):
        told.append("half a rank")
    for pattern in (PARTS, LEFT, APART):
        for one, two, apart in pattern.findall(sentence):
            if abs(abs(_value(one) - _value(two)) - _value(apart)) > 1e-6:
                told.append("rounded parts that do not add up")
    if re.search(r"\b(?:nan|inf|None(?! of))\b", sentence):
        told.append("a number that does not exist")
    return told


def test_the_reader_finds_what_it_looks_for():
    assert faults("A and B are too close to call on x: 5 in favour of A (95% CI 1 to 8; 40 answers).")
    assert not faults("A is 5 above B on x (95% CI 1 to 8 taken alone; 40 answers); after 36 comparisons not shown.")
    assert not faults("A and B are too close to call on x: 5 in favour of A (95% CI -1 to 8; 40 answers).")
    assert faults("On x customers gave 9.9 points less (-14.0 to -5.7).")
    assert faults("Leaders believe app ranks 2; customers put it at rank 11.5.")
    assert faults("On x customers expected 67 and experienced 41: 25 points short (95% CI 20 to 30).")


@pytest.mark.parametrize("name", MAKE)
def test_every_drawn_result(name):
    result = MAKE[name]()
    for sentence in result.sentences():
        assert not faults(sentence), (faults(sentence), sentence)


def _study(name: str) -> cx.Survey:
    survey = cx.load_sample(name)
    if "wave" not in survey.roles:
        return survey
    waves = sorted(survey.answer_counts(survey.roles["wave"]), key=str)
    return survey.only(wave=waves[-1])


@pytest.fixture(scope="module")
def bank() -> cx.Survey:
    return _study("harbour-bank")


def _agree(table, alpha: float) -> None:
    """A p and its interval say the same, and verdicts follow the rule of the adjusted p values."""
    known = table[np.isfinite(table.ci_low) & np.isfinite(table.p_value)]
    assert len(known)
    for row in known.itertuples():
        assert (row.p_value < alpha) == (row.ci_low > 0 or row.ci_high < 0), row
        assert row.ci_low <= row.estimate <= row.ci_high
        expected = (
            "aligned" if row.p_equivalence_adjusted < alpha else "gap" if row.p_adjusted < alpha else "not enough data"
        )
        assert row.verdict == expected


@pytest.mark.parametrize("options", [{}, {"cluster": "unit"}, {"population": {"Leadership": 72}}, {"adjust": "none"}])
def test_gaps_of_the_bank_against_their_table(bank, options):
    result = cx.perception_gap(bank, **options)
    table, said = result.table, result.sentences()
    _agree(table, 0.05)
    verdicts = table.verdict.value_counts()
    assert said[0].startswith(f"Of {len(table)} comparisons, {verdicts.get('gap', 0)} show a gap, ")
    names = {"Leadership": "leaders", "Staff": "staff", "Customers": "customers"}
    for row in table.itertuples():
        a, b = names[row.audience_a], names[row.audience_b]
        topic = row.topic[0].lower() + row.topic[1:]
        mine = [text for text in said[1:] if topic in text and f"{row.n_b:,.0f} {b}" in text and a in text.lower()
                and f"{row.n_a:,.0f} {a}" in text]  # fmt: skip
        assert len(mine) == 1, (row, mine)
        assert not faults(mine[0]), mine
        if row.verdict == "gap":
            assert (" above " if row.estimate > 0 else " below ") in mine[0]
            assert f"{abs(row.estimate):,.0f} point" in mine[0]
        elif row.verdict == "aligned":
            assert "are aligned within 10 points" in mine[0]
        elif row.ci_low > 0 or row.ci_high < 0:
            tests = int(table.p_value.notna().sum())
            assert f"after {tests} comparisons a gap is not shown" in mine[0] and "cannot settle" not in mine[0]
        else:
            assert "cannot settle" in mine[0]


def test_predictions_of_the_bank_against_their_table(bank):
    result = cx.prediction_gap(bank)
    _agree(result.table, 0.05)
    for row in result.table.itertuples():
        topic = row.topic[0].lower() + row.topic[1:]
        mine = next(text for text in result.sentences() if f"for {topic};" in text)
        assert f"predicted {row.predicted:.0f} for" in mine and f"said {row.actual:.0f} (" in mine


@pytest.fixture(scope="module")
def parcels() -> cx.Survey:
    parts = [
        cx.read_survey(ROOT / "data" / "samples" / "parcel-service" / f"{name}.csv", audience=audience)
        for name, audience in (("leaders", "Leadership"), ("staff", "Staff"), ("customers", "Customers"))
    ]
    return cx.combine_audiences(*parts)


@pytest.mark.filterwarnings("ignore::cxresearch.errors.SurveyWarning")
def test_the_parcel_service_against_its_tables(parcels):
    gap = cx.perception_gap(parcels)
    _agree(gap.table, 0.05)
    results = [gap, cx.mean_score(parcels, by="audience"),
               cx.compare_groups(parcels, gap.table.question[0], by="audience")]  # fmt: skip
    for result in results:
        for sentence in result.sentences():
            assert not faults(sentence), (faults(sentence), sentence)


@pytest.fixture(scope="module")
def hospital() -> cx.Study:
    return cx.open_study("hospital")


@pytest.mark.filterwarnings("ignore::cxresearch.errors.SurveyWarning")
def test_the_hospital_against_its_tables(hospital):
    """Another language, three scales, nine on the board: every sentence that its study says."""
    survey = hospital.now
    gap = cx.perception_gap(survey)
    _agree(gap.table, 0.05)
    steps = ("quality", "nps", "nps_by_unit", "touchpoints", "attitude_loyalty", "effort", "effort_and_leaving")
    results = [gap, cx.unit_table(survey), cx.unit_agreement(survey), cx.silos(survey, survey.questions(kinds=("nps",)),
               by="unit"), *filter(None, map(hospital.step, steps))]  # fmt: skip
    assert len(results) > 6
    for result in results:
        for sentence in result.sentences():
            assert not faults(sentence), (faults(sentence), sentence)


# Words that no German sentence has, outside of quotes, code and names.
ENGLISH = re.compile(r"\b(?:the|of|and|is|are|were|that|which|from|with|within|people|answers?|rows?|cannot|shown)\b")
CODE = re.compile(r"\.?\b\w+\([^()]*\)|\w+=\S*|\w+_\w+|\.\w+|'[^']*'|\"[^\"]*\"")


def test_the_hospital_in_german(hospital):
    """No English word is left in sentences, caveats, methods and headings of these rooms."""
    survey, left = hospital.now, []
    made = {
        "gaps": lambda: cx.perception_gap(survey), "ordinal": lambda: cx.perception_gap(survey, model="ordinal"),
        "asked": lambda: cx.perception_gap(survey, population={"Leadership": 40}, cluster="unit"),
        "units": lambda: cx.unit_table(survey), "agreement": lambda: cx.unit_agreement(survey),
        "silos": lambda: cx.silos(survey, survey.questions(kinds=("nps",)), by="unit"),
        "quality": lambda: cx.check_quality(survey, invited={"Staff": 900}), "doubts": lambda: cx.doubts(survey),
        "crosstab": lambda: cx.crosstab(survey, survey.questions()[1], ["audience", "unit"]),
        "plan": lambda: cx.plan_study({"Leadership": 60, "Customers": 900}, response_rate={"Customers": 0.2}),
        "link": lambda: cx.attitude_loyalty(survey, attitude=list(hospital.settings.questions["attitude"]),
                                            loyalty=survey.questions(kinds=("nps",))[0]),
        "levels": lambda: cx.within_between(survey, survey.questions(kinds=("nps",))[0], survey.questions()[3]),
        "alpha": lambda: cx.reliability(survey, hospital.settings.questions["attitude"], by="audience"),
        "silent": lambda: cx.nonresponse(survey.only(audience="Staff"), dict.fromkeys(
            survey.only(audience="Staff").answer_counts("unit"), 90.0), by="unit"),
    }  # fmt: skip
    with cx.language("de"):
        for name, make in made.items():
            result = make()
            for text in [result.heading, *result.sentences(), *result.caveats, result.method]:
                plain = CODE.sub("", say(text) if text == result.heading else text)
                left += [(name, word, plain) for word in ENGLISH.findall(plain)]
                assert not re.search(r"\d,\d{3}\b(?!\d)", plain) or "0," in plain, (name, plain)
            assert "Methode: " in repr(result)
    assert left == []


def test_a_small_board_is_told_what_it_can_show(bank):
    frame = bank.to_pandas()
    leaders = frame.index[frame[bank.roles["audience"]] == "Leadership"][8:]
    few = cx.Survey.from_frame(frame.drop(index=leaders), roles=dict(bank.roles), codebook=bank.codebook)
    result = cx.perception_gap(few)
    said = [text for text in result.sentences() if text.startswith("With 8 leaders only gaps above ")]
    assert len(said) == 1
    least = int(re.search(r"above (\d+) points", said[0]).group(1))
    mine = result.table[(result.table.audience_a == "Leadership") & (result.table.verdict == "gap")]
    assert (mine.estimate.abs() >= least - 6).all(), "a pseudo-answer moves the tests a little, never by much"
    assert not any(fault for text in result.sentences() for fault in faults(text))
