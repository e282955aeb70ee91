"""The made-up client is what it says: its files are remade to the byte, and its truths hold in what is drawn from them.

These tests need numpy and pandas alone; what the library finds in the sample is tested beside the library.
"""

import csv
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from tests.places import SAMPLES, generator

COMMITTED = SAMPLES / "harbour-bank"
BY_HAND = {
    "study.toml",
    "matches.csv",
    "staff.codebook.csv",
    "leaders.codebook.csv",
    "actions.csv",
    "starts.csv",
}  # the sample's study; the rest is made


plan, truth, links, derived = (generator(f"harbour_bank_{n}") for n in ("plan", "truth", "links", "derived"))


@pytest.fixture(scope="module")
def remade(tmp_path_factory):
    """The sample made anew."""
    folder = tmp_path_factory.mktemp("harbour")
    generator("make_harbour_bank").make(2025, folder)
    return folder


@pytest.fixture(scope="module")
def customers():
    """Responses of customers, as text, without previews and spam."""
    frame = pd.read_csv(COMMITTED / "customers.csv", skiprows=[1, 2], dtype=str, keep_default_na=False)
    return frame[frame["Status"] == "IP Address"]


@pytest.fixture(scope="module")
def labels():
    """True labels of every clause of every comment."""
    return pd.read_csv(COMMITTED / "comment_labels.csv", dtype=str, keep_default_na=False)


def weighted(frame, values):
    """Weighted mean over the rows of a customers' frame."""
    return np.average(values, weights=frame["Weight"].astype(float))


def test_every_file_is_remade_to_the_byte(remade):
    names = sorted({p.name for p in COMMITTED.iterdir()} - BY_HAND)
    assert names == sorted(p.name for p in (remade / "harbour-bank").iterdir())
    pairs = [(COMMITTED / n, remade / "harbour-bank" / n) for n in names]
    pairs.append((SAMPLES / "TRUTH.md", remade / "TRUTH.md"))
    for kept, made in pairs:
        if kept.suffix == ".xlsx":  # compared unpacked: zlib may compress in another way elsewhere
            with zipfile.ZipFile(kept) as a, zipfile.ZipFile(made) as b:
                assert a.namelist() == b.namelist()
                assert all(a.read(n) == b.read(n) for n in a.namelist()), kept.name
                assert [i.date_time for i in a.infolist()] == [i.date_time for i in b.infolist()]
        else:
            assert kept.read_bytes() == made.read_bytes(), kept.name


def test_another_seed_is_another_sample_and_the_command_line_says_how(tmp_path, capsys):
    people = generator("harbour_bank_people")
    first, again, other = (people.leaders(np.random.default_rng([s, 2])) for s in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)
    with pytest.raises(SystemExit) as stopped:
        generator("make_harbour_bank").main(["--help"])
    assert stopped.value.code == 0
    assert "--seed" in capsys.readouterr().out


def test_the_sample_is_small_enough_to_keep():
    assert sum(p.stat().st_size for p in SAMPLES.rglob("*") if p.is_file()) < 8e6


def test_customers_come_in_three_header_rows():
    with open(COMMITTED / "customers.csv", encoding="utf-8", newline="") as handle:
        ids, texts, imports, *rows = csv.reader(handle)
    assert ids[:3] == ["StartDate", "EndDate", "Status"]
    stem = "How would you rate Harbour Bank today on each of the following?"
    assert texts[ids.index("EXP_7")] == f"{stem} - Billing and fees"
    assert texts[ids.index("NPS")] == "How likely are you to recommend Harbour Bank to a friend or colleague?"
    assert [json.loads(i)["ImportId"] for i in imports][:3] == ["startDate", "endDate", "status"]
    assert len({json.loads(i)["ImportId"] for i in imports}) == len(ids) == len(set(ids))
    assert {len(r) for r in rows} == {len(ids)}
    assert len(rows) == 7525


def test_rows_persons_and_flaws_of_the_customers_file(customers):
    assert customers["Wave"].value_counts().to_dict() == {"2025": 4500, "2024": 3000}
    assert customers["CustomerID"].nunique() == 6000
    assert (customers.groupby("CustomerID")["Wave"].nunique() == 2).sum() == 1500
    assert not customers.duplicated(["CustomerID", "Wave"]).any()
    sizes = customers["Branch"].value_counts()
    assert set(sizes.index) == set(links.BRANCHES)
    assert all(abs(sizes[b] - planned) <= 2 for b, planned in links.BRANCH_SIZE.items())  # rounded in four strata
    assert (customers["Finished"] == "False").sum() == 90
    assert (customers.loc[customers["Finished"] == "False", "Progress"].astype(int) < 100).all()
    assert {"10 - Extremely likely", "0 - Not at all likely", "9"} <= set(customers["NPS"])
    asked = (customers["XPC_1"] != "") & (customers["Finished"] == "True")
    assert asked.mean() == pytest.approx(0.4, abs=0.01)


def test_the_staff_workbook_carries_questions_forward():
    rows = pd.read_excel(COMMITTED / "staff.xlsx", header=None)
    first, second = rows.iloc[0], rows.iloc[1]
    start = list(first).index("How would you rate Harbour Bank today on each of the following?")
    assert first[start + 1 : start + 12].isna().all()
    assert list(second[start : start + 12]) == list(plan.TOUCHPOINTS)
    assert second.iloc[-1] == "Open-Ended Response"
    body = rows.iloc[2:]
    wave, branch = (body[list(first).index(n)].astype(str) for n in ("Wave", "Branch"))
    assert wave.value_counts().to_dict() == {"2025": 700, "2024": 500}
    assert set(branch) - set(links.BRANCHES) == {"north quay ", "eastport2", "Head office"}
    assert (branch[wave == "2025"].value_counts() < 5).sum() == 2
    asked = {text for text in first.dropna() if text.startswith("How well do hand-offs")}
    assert asked == {f"How well do hand-offs from {d} to yours work?" for d in plan.DEPARTMENTS}


def test_the_leaders_workbook_asks_in_the_same_words():
    frame = pd.read_excel(COMMITTED / "leaders.xlsx", sheet_name="Leaders")
    with open(COMMITTED / "customers.csv", encoding="utf-8", newline="") as handle:
        texts = list(csv.reader(handle))[1]
    shared = [t for t in texts if t.startswith(("How would you rate Harbour", "How important"))]
    assert len(frame) == 60
    assert len(shared) == 24
    assert set(shared) <= set(frame.columns)
    assert sum("predict customers" in c for c in frame.columns) == 12


def test_probabilities_have_the_planted_means():
    for audience in plan.AUDIENCES:
        for question in truth.questions(audience):
            for wave in ("2025",) if audience == "Leadership" else plan.WAVES:
                assert truth.pmf(audience, question, wave).sum() == pytest.approx(1, abs=1e-12)
    gaps = {t: truth.true_gap("Leadership", "Customers", f"EXP_{i}") for i, t in enumerate(plan.TOUCHPOINTS, start=1)}
    assert gaps["Billing and fees"] == pytest.approx(31, abs=1e-9)
    assert gaps["Waiting time"] == pytest.approx(25, abs=1e-9)
    assert gaps["Complaint handling"] == pytest.approx(27, abs=1e-9)
    assert truth.true_mean("Leadership", "PRED_7") == pytest.approx(70, abs=1e-9)
    assert truth.true_nps() == pytest.approx(-12, abs=1e-9)
    assert truth.true_nps(wave="2024") == pytest.approx(-17, abs=1e-9)
    aligned = [
        t
        for i, t in enumerate(plan.TOUCHPOINTS, start=1)
        if all(
            abs(truth.true_gap(a, b, f"EXP_{i}")) <= 3
            for a, b in (("Leadership", "Customers"), ("Staff", "Customers"), ("Leadership", "Staff"))
        )
    ]
    assert len(aligned) >= 2
    nearer = sum(
        abs(truth.true_gap("Staff", "Customers", f"EXP_{i}")) < abs(gap) - 1e-9
        for i, gap in enumerate(gaps.values(), start=1)
    )
    assert nearer == 9
    assert all(nps < truth.true_nps() for _, nps, _ in plan.COMPETITORS)


def test_hard_and_easy_leave_as_planted():
    hard = left = other = left_other = 0.0
    for channel, share in plan.CHANNEL_SHARE.items():
        for topic, p in zip(plan.TOUCHPOINTS, truth.matter_pmf(channel), strict=True):
            difficult = truth.effort_pmf(plan.OWNER[topic])[:3].sum()
            hard += share * p * difficult
            left += share * p * difficult * truth.left_if_hard(plan.OWNER[topic])
            other += share * p * (1 - difficult)
    left_other = truth.pmf("Customers", "CLOSED")[1] - left
    assert left / hard == pytest.approx(0.12, abs=1e-12)
    assert left_other / other == pytest.approx(0.04, abs=1e-12)


def test_many_draws_agree_with_the_exact_truth():
    draws = [truth.draw_counts(s, waves=plan.WAVES) for s in range(200)]
    total = draws[0].assign(n=np.sum([d["n"] for d in draws], axis=0))
    assert draws[0].equals(truth.draw_counts(0, waves=plan.WAVES))
    assert not draws[0].equals(draws[1])
    for (audience, wave, question), part in total.groupby(["audience", "wave", "question"]):
        x = truth.values(question)
        scaled = (part["value"] - x[0]) / (x[-1] - x[0]) * 100
        mass = part["n"] * part["weight"]
        estimate = (scaled * mass).sum() / mass.sum()
        effective = mass.sum() ** 2 / (part["n"] * part["weight"] ** 2).sum()
        error = truth.true_sd(audience, question, wave) / np.sqrt(effective)
        # about 240 figures at once: 4.5 standard errors are passed by chance once in 600 runs
        assert abs(estimate - truth.true_mean(audience, question, wave)) < 4.5 * error, (audience, wave, question)


def test_weighted_draws_cover_nps_and_the_largest_gap():
    design = truth.draw_counts(0)
    customers = (design["audience"] == "Customers").to_numpy()
    nps, item = ((design["question"] == q).to_numpy() for q in ("NPS", "EXP_7"))
    score = np.select([design["value"] >= 9, design["value"] <= 6], [100.0, -100.0], 0.0)
    inside = np.zeros(2)
    for seed in range(1000):
        mass = truth.draw_counts(seed)["n"].to_numpy()
        mean, variance = _moments(mass, score, design, customers & nps)
        inside[0] += abs(mean - truth.true_nps()) < 1.96 * np.sqrt(variance)
        (ours, ours_variance), (theirs, theirs_variance) = (
            _moments(mass, design["value"].to_numpy() * 10.0, design, rows & item)
            for rows in ((design["audience"] == "Leadership").to_numpy(), customers)
        )
        off = ours - theirs - truth.true_gap("Leadership", "Customers", "EXP_7")
        inside[1] += abs(off) < 2.0 * np.sqrt(ours_variance + theirs_variance)  # t on some 59 degrees of freedom
    assert ((inside > 930) & (inside < 970)).all(), inside


def _moments(n, x, design, rows):
    """Weighted mean of a score over some rows and the variance of that mean (Kish's effective size)."""
    n, w, x = n[rows], design["weight"].to_numpy()[rows], x[rows]
    mass = n * w
    mean = (mass @ x) / mass.sum()
    return mean, (mass @ (x - mean) ** 2) / mass.sum() * (mass @ w) / mass.sum() ** 2


def test_the_branch_level_link_is_point_seven():
    assert links.attitude_loyalty_correlation() == pytest.approx(0.7, abs=1e-6)
    for wave in plan.WAVES:
        population = links.BRANCH_SHARE @ links.branch_nps_pmf(wave)
        assert population == pytest.approx(truth.pmf("Customers", "NPS", wave), abs=1e-9)
    assert 0.10 < derived.attitude_agreement()["icc1"] < 0.15


def test_bad_staff_hurts_more_than_good_staff_helps():
    penalty, reward = links.penalty_and_reward()
    assert penalty == pytest.approx(24, abs=1e-6)
    assert reward == pytest.approx(10, abs=1e-6)


def test_a_large_population_shows_what_was_computed(monkeypatch):
    people = generator("harbour_bank_people")
    asked = {("2024", "Branch"): 2000, ("2024", "Digital"): 1000, ("2025", "Branch"): 60000, ("2025", "Digital"): 30000}
    monkeypatch.setattr(plan, "CUSTOMERS_ASKED", asked)
    drawn = people.customers(np.random.default_rng(11))
    drawn = drawn[drawn["Wave"] == "2025"]
    score = drawn["NPS"].str.extract(r"^(\d+)")[0].astype(float) * 10
    assert weighted(drawn, score) == pytest.approx(truth.true_mean("Customers", "NPS"), abs=0.5)
    staff = drawn["STAFF"].map({s: i for i, s in enumerate(plan.SATISFACTION)})
    bad, middling, good = (weighted(drawn[m], score[m]) for m in (staff < 2, staff == 2, staff > 2))
    assert (middling - bad, good - middling) == pytest.approx((24, 10), abs=1.5)
    means = pd.Series({b: weighted(p, score[p.index]) for b, p in drawn.groupby("Branch")})
    assert np.abs(means.reindex(links.BRANCHES) - links.branch_loyalty()).max() < 2.5
    hard = drawn["EFFORT"].isin(plan.EASE_LABELS[:3])
    left = (drawn["CLOSED"] == "Yes").astype(float)
    assert weighted(drawn[hard], left[hard]) == pytest.approx(0.12, abs=0.01)
    assert weighted(drawn[~hard], left[~hard]) == pytest.approx(0.04, abs=0.005)


def test_icc_of_attitude_is_found_again_by_analysis_of_variance():
    people = generator("harbour_bank_people")
    agree = {label: 25 * i for i, label in enumerate(plan.LIKERT)}
    found = []
    for seed in range(12):
        staff = people.staff(np.random.default_rng([7, seed]))
        staff = staff[(staff["Wave"] == "2025") & (staff["Branch"] != links.HEAD_OFFICE)]
        answers = staff[list(plan.ATTITUDE)].apply(lambda column: column.map(agree))
        answers[list(plan.NEGATIVE_WORDING)] = 100 - answers[list(plan.NEGATIVE_WORDING)]
        groups = answers.mean(axis=1).groupby(staff["Branch"])
        n, units, total = groups.size(), groups.ngroups, len(staff)
        within = (groups.var() * (n - 1)).sum() / (total - units)
        grand = (groups.mean() * n).sum() / total
        between = (n * (groups.mean() - grand) ** 2).sum() / (units - 1)
        size = (total - (n**2).sum() / total) / (units - 1)
        found.append((between - within) / (between + (size - 1) * within))
    # branches are fixed, so twelve samples of people pin the value down to about .006
    assert np.mean(found) == pytest.approx(derived.attitude_agreement()["icc1"], abs=0.02)


def test_clauses_are_many_distinct_and_labelled():
    clauses = pd.read_csv(SAMPLES / "clauses.csv", dtype=str, keep_default_na=False)
    text = clauses["text"].str.lower().str.strip()
    assert text.nunique() == len(clauses) >= 420
    assert set(clauses["touchpoint"]) == {*plan.TOUCHPOINTS, "other"}
    assert set(clauses["sentiment"]) == {"positive", "negative", "neutral", "mixed"}
    assert set(clauses["question"]) == {"1", "2", "3", "4"}
    held = (clauses["split"] == "heldout").groupby(clauses["touchpoint"]).mean()
    assert held.between(0.2, 0.4).all()
    # no template with a swapped noun: hardly any two clauses share their first five words
    openings = text.str.split().str[:5].str.join(" ")
    assert openings.duplicated().mean() < 0.02


def test_every_comment_has_its_labels(customers, labels):
    spoken = labels[labels["audience"] == "Customers"].groupby(["respondent", "wave", "question"]).size()
    typed = customers.melt(["CustomerID", "Wave"], [f"OE_{q}" for q in range(1, 5)])
    typed = typed[typed["value"] != ""]
    assert len(typed) == len(spoken)
    assert set(typed[["CustomerID", "Wave", "variable"]].itertuples(index=False, name=None)) == set(spoken.index)
    late = customers[customers["Wave"] == "2025"]
    assert (late[[f"OE_{q}" for q in range(1, 5)]] != "").any(axis=1).mean() == pytest.approx(0.35, abs=0.02)
    assert not labels.duplicated(["audience", "respondent", "wave", "question", "touchpoint"]).any()


def test_waiting_fills_what_was_planted_and_no_leadership_sheet_names_it(labels):
    ours = (labels["audience"] == "Customers") & (labels["wave"] == "2025")
    real = labels[ours & (labels["sentiment"] != "no answer")]
    names = (real["touchpoint"] == "Waiting time").groupby([real["respondent"], real["question"]]).any()
    assert names.mean() == pytest.approx(0.23, abs=0.006)
    said = pd.read_csv(COMMITTED / "workshop.csv").merge(pd.read_csv(COMMITTED / "workshop_labels.csv"), on="statement")
    assert said.groupby("audience")["sheet"].nunique().to_dict() == {"Leadership": 5, "Staff": 6, "Customers": 8}
    waiting = set(said.loc[said["touchpoint"] == "Waiting time", "audience"])
    assert waiting == {"Staff", "Customers"}
    leaders = said.loc[said["audience"] == "Leadership", "text"].str.lower()
    assert not leaders.str.contains("wait|queue|line of|on hold").any()


def test_made_up_personal_data_looks_real(customers):
    text = " ".join(customers[[f"OE_{q}" for q in range(1, 5)]].to_numpy().ravel())
    assert "@example.com" in text
    assert "07700 900461" in text
    digits = [int(c) for c in "4111111111111111"]
    assert "4111 1111 1111 1111" in text
    doubled = [sum(divmod(2 * d, 10)) if i % 2 == 0 else d for i, d in enumerate(digits)]
    assert sum(doubled) % 10 == 0


def test_small_files_say_what_was_planted():
    inputs = pd.read_csv(COMMITTED / "branch_inputs.csv", dtype={"wave": str})
    late = inputs[inputs["wave"] == "2025"]
    assert list(late["branch"]) == list(links.BRANCHES)
    loyalty = links.branch_loyalty()
    assert np.corrcoef(late["training_hours"], loyalty)[0, 1] == pytest.approx(0.6, abs=0.005)
    assert abs(np.corrcoef(late["tickets_closed"], loyalty)[0, 1]) < 0.01
    programmes = pd.read_csv(COMMITTED / "programmes.csv")
    means = programmes.groupby(["programme", "audience"])[["giving", "getting"]].mean()
    leaders, customers = (means.xs(a, level="audience") for a in ("Leadership", "Customers"))
    pretend = (leaders["giving"] > leaders["getting"]) & (customers["giving"] < customers["getting"])
    assert set(pretend[pretend].index) == set(generator("harbour_bank_audits").PRETENDERS)
    audits = pd.read_csv(COMMITTED / "audits.csv")
    assert audits["score"].between(1, 5).all()
    assert set(audits["instrument"]) == {
        "five_decisions",
        "customer_obsession",
        "outside_in_readiness",
        "limiting_beliefs",
    }
    competitors = pd.read_csv(COMMITTED / "competitors.csv")
    assert len(competitors) == 4
    assert competitors["nps"].max() < truth.true_nps()
    assert competitors["source"].str.contains("invented").all()
