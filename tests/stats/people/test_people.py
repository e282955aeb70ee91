"""Why people leave, how far units lie apart, what goes with the wish to leave: held against others' code."""

import warnings
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import cxresearch as cx
from cxresearch.errors import QuestionError
from tests.harbour import sample
from tests.places import generator

REASON = "If you left Harbour Bank, what would be the main reason?"
GUESS = "What do you predict staff will give as the main reason for leaving Harbour Bank?"
SEEN, AFRAID = "My good work is recognised", "People here are afraid to say what goes wrong"
LEAVE = "I am thinking of leaving Harbour Bank within the next 12 months"


@pytest.fixture(scope="module")
def bank():
    return sample(wave="2025")


# -- why people leave ---------------------------------------------------------------------------------


def test_guessed_reasons_are_shares_with_wilsons_and_newcombes_bounds(bank):
    found = cx.prediction_gap(bank, [GUESS, REASON])
    rows = bank.to_pandas()
    guessed, real = rows[GUESS].dropna(), rows[REASON].dropna()
    guessed, real = guessed[guessed != ""], real[real != ""]
    pay = found.table.set_index("option").loc["Pay"]
    a, b = (guessed == "Pay").sum(), (real == "Pay").sum()
    assert (pay.n_predictors, pay.n_actual) == (len(guessed), len(real))
    assert pay.predicted == pytest.approx(100 * a / len(guessed)) and pay.actual == pytest.approx(100 * b / len(real))
    low, high = proportion_confint(a, len(guessed), method="wilson")
    assert (pay.predicted_ci_low, pay.predicted_ci_high) == pytest.approx((100 * low, 100 * high), abs=0.6)
    low, high = confint_proportions_2indep(a, len(guessed), b, len(real), method="newcomb")
    assert (pay.ci_low, pay.ci_high) == pytest.approx((100 * low, 100 * high), abs=0.6)


def test_the_planted_reasons_come_back(bank):
    REASONS = generator("harbour_bank_plan").REASONS

    found = cx.prediction_gap(bank, [GUESS, REASON])
    table = found.table.set_index("option")
    inside = [
        table[f"{side}_ci_low"][name] <= true <= table[f"{side}_ci_high"][name]
        for name, (staff, leaders) in REASONS.items()
        for side, true in (("actual", staff), ("predicted", leaders))
    ]
    assert sum(inside) >= 12
    true = sum(abs(staff - leaders) for staff, leaders in REASONS.values()) / 2
    whole = found.distance.iloc[0]
    assert whole.ci_low <= true <= whole.ci_high
    said = found.sentences()
    assert said[0].startswith('You put "Pay" first (55%') and 'staff put "No recognition" first (26%' in said[0]
    with cx.language("de"):
        assert found.sentences()[0].startswith("Sie setzten „Pay“ an die erste Stelle (55")


def answers(guesses, reasons, text="Why do our people leave?", **more):
    who = ["Leadership"] * len(guesses) + ["Staff"] * len(reasons)
    frame = pd.DataFrame({
        "audience": who, text: [*guesses, *[None] * len(reasons)], "Reason": [*[None] * len(guesses), *reasons], **more,
    })  # fmt: skip
    survey = cx.Survey.from_frame(frame)
    return survey


def test_of_whom_in_the_codebook_tells_whose_answers_were_guessed():
    survey = answers(["pay", "boss"] * 10, ["pay", "boss", "boss"] * 20)
    book = survey.codebook.assign(of_whom="", aspect="")
    book.loc[book.id == "Why do our people leave?", ["of_whom", "aspect"]] = ["Staff", "prediction"]
    book["topic"] = "Reason"
    told = survey.with_codebook(book)
    found = cx.prediction_gap(told)
    assert found.actual == "Staff" and found.table.option.tolist() == ["boss", "pay"]
    book.loc[book.id == "Why do our people leave?", "of_whom"] = "Customers"
    with pytest.raises(QuestionError, match="Customers"):
        cx.prediction_gap(survey.with_codebook(book), actual="Staff")


def test_of_whom_of_one_file_outlives_the_combining():
    whose = cx.open_study("harbour-bank").now.codebook.set_index("id").of_whom
    assert whose[GUESS] == "Staff" and whose["NPS"] == ""


def test_a_board_of_four_stays_hidden_and_pictures_alike_are_not_called_apart():
    few = cx.prediction_gap(answers(["pay"] * 4, ["pay", "boss"] * 40), ["Why do our people leave?", "Reason"],
                            actual="Staff")  # fmt: skip
    assert few.table[["predicted", "actual", "estimate"]].isna().all().all() and few.distance.estimate.isna().all()
    assert "hidden" in few.sentences()[0]
    alike = cx.prediction_gap(answers(["pay", "boss", "boss"] * 8, ["pay", "boss", "boss"] * 60),
                              ["Why do our people leave?", "Reason"], actual="Staff")  # fmt: skip
    assert alike.distance.estimate.iloc[0] == 0 and alike.distance.ci_low.iloc[0] == 0
    assert any("is not shown" in line for line in alike.sentences())


def test_choices_that_cannot_be_compared_are_named():
    survey = answers(["pay"] * 9 + ["boss"] * 9, ["money", "team"] * 20)
    with pytest.raises(QuestionError, match="share no answer"):
        cx.prediction_gap(survey, ["Why do our people leave?", "Reason"], actual="Staff")


# -- how far units lie apart --------------------------------------------------------------------------


def test_no_branch_was_planted_to_frighten_more_and_depots_were(bank):
    links = generator("harbour_bank_links")
    staff = bank.only(audience="Staff")
    found = cx.unit_spread(staff, [SEEN, AFRAID, LEAVE]).table.set_index("topic")
    shift = links.branch_effects()["A25"] * 0.15
    planted = {SEEN: 100 * shift.var() / (1 + shift.var())}
    for topic, row in found.iterrows():
        true = planted.get(topic, 0.0)
        assert row.ci_low <= true <= row.ci_high and row.verdict == "not shown"
    depots = cx.open_study("parcel-service")["spread_between_units"]
    assert (depots.table.verdict == "units differ").all()
    assert ((depots.table.ci_low <= 30) & (depots.table.ci_high >= 30)).all(), "30% were planted"


def test_the_share_between_units_is_the_random_intercepts(bank):
    staff = bank.only(audience="Staff")
    found = cx.unit_spread(cx.open_study("parcel-service").now.only(audience="Staff"), "My good work is noticed here")
    rows = cx.open_study("parcel-service").now.only(audience="Staff")
    values = rows.numbers([rows.find("My good work is noticed here")], points=True).iloc[:, 0].to_numpy(float)
    units = rows.to_pandas()[rows.roles["unit"]].to_numpy()
    known = np.isfinite(values)
    fit = sm.MixedLM(values[known], np.ones(known.sum()), groups=units[known]).fit(reml=True)
    between, within = float(fit.cov_re[0, 0]), float(fit.scale)
    assert found.table.estimate.iloc[0] == pytest.approx(100 * between / (between + within), abs=1.5)
    assert found.table.apart.iloc[0] == pytest.approx(2 / np.sqrt(np.pi) * np.sqrt(between), rel=0.05)
    assert staff.n_rows > 0


def small_house(sizes=(4, 12, 30, 25, 40), seed=0) -> cx.Survey:
    rng = np.random.default_rng(seed)
    units = np.repeat([f"Unit {chr(65 + at)}" for at in range(len(sizes))], sizes)
    level = np.repeat(rng.normal(3, 1, len(sizes)), sizes)
    frame = pd.DataFrame({"unit": units, "seen": np.clip(np.round(rng.normal(level, 1)), 1, 5)})
    frame["leave"] = np.clip(np.round(rng.normal(6 - frame.seen, 1)), 1, 5)
    return cx.Survey.from_frame(
        frame, audience="Staff", roles={"unit": "unit"}, scales={"seen": (1, 5), "leave": (1, 5)}
    )


def everything_in(result) -> str:
    parts = [str(getattr(result, one.name)) for one in fields(result) if one.name != "named"]
    return " ".join([repr(result), result._repr_html_(), *result.sentences(), *parts])


def test_no_unit_is_named_unless_asked_and_then_from_ten_people_and_not_ranked():
    house = small_house()
    quiet = cx.unit_spread(house, ["seen", "leave"])
    assert not len(quiet.named) and "Unit " not in everything_in(quiet)
    told = cx.unit_spread(house, ["seen", "leave"], name_units=True, privacy=False)
    assert "Unit " not in everything_in(told), "names stand in the table .named alone"
    one = told.named[told.named.topic == "seen"]
    assert one.unit.tolist() == sorted(one.unit)
    shown = one[one.raw.notna()]
    assert "Unit A" not in shown.unit.tolist() and (shown.n >= 10).all()
    # What is left of the mean of all after the named units is as large as a named one, never the four alone.
    hidden = one[one.raw.isna()].unit.tolist()
    assert hidden == ["Unit A", "Unit B"]


def test_two_units_are_not_told_apart():
    found = cx.unit_spread(small_house((20, 30)), "seen")
    assert found.table.verdict.tolist() == ["cannot be told"] and "cannot be told" in found.sentences()[0]
    few = cx.unit_spread(small_house((3, 3, 3)), "seen")
    assert few.table.verdict.tolist() == ["hidden"] and few.table["mean"].isna().all()


# -- what goes with the wish to leave -----------------------------------------------------------------


def test_average_marginal_effects_are_statsmodels(bank):
    staff = bank.only(audience="Staff")
    found = cx.intent_to_leave(staff, LEAVE, [SEEN, AFRAID])
    rows = staff.numbers([staff.find(name) for name in (SEEN, AFRAID, LEAVE)]).to_numpy(float)
    place = staff.to_pandas()[staff.roles["unit"]].to_numpy()
    known = np.isfinite(rows).all(axis=1)
    y, x, units = (rows[known, 2] >= 4).astype(float), sm.add_constant(rows[known, :2]), place[known]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = sm.Logit(y, x).fit(disp=0, cov_type="cluster", cov_kwds={"groups": pd.factorize(units)[0]})
        effects = fit.get_margeff(at="overall")
    assert found.table.estimate.tolist() == pytest.approx((100 * effects.margeff).tolist(), rel=1e-4)
    assert found.table.std_error.tolist() == pytest.approx((100 * effects.margeff_se).tolist(), rel=1e-2)
    assert found.n == known.sum() and found.share == pytest.approx(100 * y.mean())


def test_the_planted_effects_come_back(bank):
    links = generator("harbour_bank_links")
    names, loads = links.loadings("Staff")
    rng = np.random.default_rng(5)
    latent = rng.standard_normal((300_000, loads.shape[1])) @ loads.T
    column = {name: np.searchsorted(links.staff_thresholds(name, "2025"), latent[:, names.index(name)]) + 1.0
              for name in ("RECOGNITION", "FEAR", "LEAVE")}  # fmt: skip
    x = sm.add_constant(np.column_stack([column["RECOGNITION"], column["FEAR"]]))
    true = 100 * sm.Logit((column["LEAVE"] >= 4).astype(float), x).fit(disp=0).get_margeff(at="overall").margeff
    assert true[0] < -3 and true[1] > 3
    found = cx.intent_to_leave(bank.only(audience="Staff"), LEAVE, [SEEN, AFRAID], controls=["group"]).table
    assert ((found.ci_low <= true) & (true <= found.ci_high)).all() and (found.verdict == "goes with it").all()


@pytest.mark.slow
def test_clusters_keep_the_level_where_nothing_goes_with_it():
    wrong = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        unit = np.repeat(np.arange(24), 25)
        shift, seen = rng.normal(0, 0.5, 24)[unit], rng.normal(0, 0.7, 24)[unit] + rng.normal(0, 1, 600)
        frame = pd.DataFrame({"unit": unit.astype(str), "seen": np.clip(np.round(3 + seen), 1, 5),
                              "leave": np.where(rng.random(600) < 1 / (1 + np.exp(1 - shift)), 5, 2)})  # fmt: skip
        survey = cx.Survey.from_frame(frame, audience="Staff", roles={"unit": "unit"},
                                      scales={"seen": (1, 5), "leave": (1, 5)})  # fmt: skip
        wrong += cx.intent_to_leave(survey, "leave", "seen").table.verdict.iloc[0] == "goes with it"
    assert wrong / 200 <= 0.09


def test_no_person_is_in_the_result_and_nothing_is_because(bank):
    found = cx.intent_to_leave(bank.only(audience="Staff"), LEAVE, [SEEN, AFRAID], controls=["group"])
    held = [getattr(found, one.name) for one in fields(found)]
    sizes = [np.size(part) for part in held if isinstance(part, (np.ndarray, list, tuple, pd.Series))]
    assert max(sizes, default=0) < 20 and len(found.table) == 2
    assert not [name for name in found.table if "predict" in name or "prob" in name]
    text = everything_in(found)
    assert "because" not in text.lower().replace("because he wants", "")
    assert not any(place in text for place in ("Contact centre", "Marketing", "Whitsand"))
    with cx.language("de"):
        assert found.sentences()[1].startswith("Mit einer Stufe mehr bei „")


def test_too_few_people_are_not_modelled():
    with pytest.raises(QuestionError, match="fewer than 10"):
        cx.intent_to_leave(small_house((3, 3, 2)), "leave", "seen")


def test_what_was_not_asked_is_said(capsys):
    study = cx.open_study("hospital")
    for step in ("why_people_leave", "intent_to_leave", "spread_between_departments"):
        assert study.tell(step) is None
    told = capsys.readouterr().out
    assert told.count("study.toml") == 3
