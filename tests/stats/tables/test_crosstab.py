"""Banner tables: shares against pandas, letters against statsmodels and scipy, privacy, nets, weights."""

import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxresearch as cx
from cxresearch.errors import OptionError, QuestionError
from cxresearch.stats.tables.crosstabs import crosstab
from cxresearch.survey.survey import Survey


@pytest.fixture(scope="module")
def made_up() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    n = 900
    region = rng.choice(["North", "South", "West"], n, p=[0.5, 0.3, 0.2])
    level = np.where(region == "North", 3.6, np.where(region == "South", 3.2, 2.9))
    return pd.DataFrame(
        {
            "region": region,
            "channel": rng.choice(["Branch", "Digital"], n),
            "billing": np.clip(np.round(rng.normal(level, 1.1)), 1, 5),
            "nps": np.clip(np.round(rng.normal(2 * level, 2.5)), 0, 10),
            "owner": rng.choice(["Branch network", "Nobody", "Everybody", "Don't know"], n, p=[0.4, 0.3, 0.2, 0.1]),
            "weight": rng.choice([0.5, 1.0, 2.5], n),
        }
    )


def surveyed(frame: pd.DataFrame, **scales) -> Survey:
    return Survey.from_frame(frame, scales={"billing": (1, 5), "nps": (0, 10), **scales}, audience="Customers")


@pytest.fixture(scope="module")
def plain(made_up) -> Survey:
    return surveyed(made_up.drop(columns="weight"))


@pytest.fixture(scope="module")
def weighted(made_up) -> Survey:
    return surveyed(made_up)


def cell(result, answer: str, column: str, question: str | None = None) -> pd.Series:
    table = result.table
    rows = table[(table.answer == answer) & (table.column == column)]
    return (rows if question is None else rows[rows.question == question]).iloc[0]


# -- against independent packages ------------------------------------------------------------------


def test_shares_and_bases_are_those_of_pandas(made_up, plain):
    result = crosstab(plain, ["billing", "owner"], ["region", "channel"])
    for question in ("billing", "owner"):
        for banner in ("region", "channel"):
            shares = 100 * pd.crosstab(made_up[question], made_up[banner], normalize="columns")
            counts = pd.crosstab(made_up[question], made_up[banner])
            for answer in counts.index:
                for column in counts.columns:
                    name = f"{answer:g}" if question == "billing" else answer
                    found = cell(result, name, column, question)
                    assert found.estimate == pytest.approx(shares.loc[answer, column])
                    assert (found["count"], found.n) == (counts.loc[answer, column], counts[column].sum())
        overall = 100 * made_up[question].value_counts(normalize=True)
        name = f"{overall.index[0]:g}" if question == "billing" else overall.index[0]
        assert cell(result, name, "Total", question).estimate == pytest.approx(overall.iloc[0])


def test_weighted_shares_and_effective_bases(made_up, weighted):
    result = crosstab(weighted, "billing", "region")
    sums = pd.crosstab(made_up.billing, made_up.region, values=made_up.weight, aggfunc="sum", normalize="columns")
    for column in sums.columns:
        own = made_up.weight[made_up.region == column]
        for answer in sums.index:
            found = cell(result, f"{answer:g}", column)
            assert found.estimate == pytest.approx(100 * sums.loc[answer, column])
            assert found.n == len(own)
            assert found.n_effective == pytest.approx(own.sum() ** 2 / (own**2).sum())
    assert "Effective base" in result.banner[""].tolist()
    unweighted = crosstab(weighted, "billing", "region", weight=False)
    assert cell(unweighted, "5", "North").n_effective == cell(unweighted, "5", "North").n
    renamed = surveyed(made_up.rename(columns={"weight": "by_hand"}), by_hand=(0, 3))
    pd.testing.assert_frame_equal(crosstab(renamed, "billing", "region", weight="by_hand").table, result.table)


@pytest.mark.parametrize("weighting", [False, True])
def test_letters_of_shares_are_statsmodels_z_test(made_up, weighted, weighting):
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportions_ztest

    result = crosstab(weighted, "billing", "region", weight=None if weighting else False)
    letters = {column: name for banner, column, name in result.columns if banner}
    seen = 0
    for answer in ("1", "2", "3", "4", "5", "Top 2 (4-5)", "Bottom 2 (1-2)"):
        cells = {column: cell(result, answer, column) for column in letters}
        pairs = list(combinations(letters, 2))
        raw = []
        for a, b in pairs:
            if weighting:
                raw.append(_wald(weighted.to_pandas(), answer, a, b))
                continue
            n = np.array([cells[a].n, cells[b].n])
            yes = np.array([cells[a].estimate, cells[b].estimate]) / 100 * n
            raw.append(proportions_ztest(yes, n)[1])
        reject = multipletests(raw, alpha=0.05, method="holm")[0]
        expected = {column: set() for column in letters}
        for (a, b), apart in zip(pairs, reject, strict=True):
            if apart:
                above, below = (a, b) if cells[a].estimate > cells[b].estimate else (b, a)
                expected[above].add(letters[below])
        for column in letters:
            assert set(cells[column].letters.split()) == expected[column], (answer, column)
            seen += len(expected[column])
    assert seen > 3


def _wald(frame, answer, a, b) -> float:
    """Two-sided p of a difference of weighted shares: robust errors of statsmodels, Satterthwaite's t."""
    import statsmodels.api as sm
    from scipy import stats

    values = {"Top 2 (4-5)": [4, 5], "Bottom 2 (1-2)": [1, 2]}.get(answer) or [float(answer)]
    parts = []
    for region in (a, b):
        rows = frame[(frame.region == region) & frame.billing.notna()]
        model = sm.WLS(rows.billing.isin(values).astype(float), np.ones(len(rows)), weights=rows.weight)
        fit = model.fit(cov_type="HC1")
        parts.append((fit.params.iloc[0], fit.bse.iloc[0] ** 2, len(rows) - 1))
    (one, var, df), (two, other, df_two) = parts
    freedom = (var + other) ** 2 / (var**2 / df + other**2 / df_two)
    return 2 * stats.t.sf(abs(one - two) / np.sqrt(var + other), freedom)


def test_letters_of_means_are_scipys_welch(made_up, plain):
    from scipy.stats import ttest_ind

    result = crosstab(plain, "billing", "region", adjust="none")
    for a, b in combinations(["North", "South", "West"], 2):
        one, other = (made_up.billing[made_up.region == name] for name in (a, b))
        assert cell(result, "Mean", a).estimate == pytest.approx(one.mean())
        p = ttest_ind(one, other, equal_var=False).pvalue
        above, below = (a, b) if one.mean() > other.mean() else (b, a)
        carries = cell(result, "Mean", below).letter in cell(result, "Mean", above).letters.split()
        assert carries == (p < 0.05)


def test_weighted_means_are_statsmodels(made_up, weighted):
    from statsmodels.stats.weightstats import DescrStatsW

    result = crosstab(weighted, "billing", "region")
    for name, rows in made_up.groupby("region"):
        assert cell(result, "Mean", name).estimate == pytest.approx(DescrStatsW(rows.billing, rows.weight).mean)


def test_nps_row_is_nps(plain):
    result = crosstab(plain, "nps", "region")
    scores = cx.nps(plain, "nps", by="region").table.set_index("region")
    for name in scores.index:
        found = cell(result, "NPS", name)
        assert found.estimate == pytest.approx(scores.estimate[name])
        assert (found.ci_low, found.ci_high) == pytest.approx((scores.ci_low[name], scores.ci_high[name]))
        assert cell(result, "Promoters (9-10)", name)["count"] == scores.promoters[name]
        assert cell(result, "Detractors (0-6)", name)["count"] == scores.detractors[name]


def test_intervals_are_wilsons(plain):
    from statsmodels.stats.proportion import proportion_confint

    result = crosstab(plain, "owner", "region")
    found = cell(result, "Nobody", "West")
    low, high = proportion_confint(found["count"], found.n, method="wilson")
    assert (found.ci_low, found.ci_high) == pytest.approx((100 * low, 100 * high))


# -- what stands in the table ----------------------------------------------------------------------


def test_the_printed_banner():
    frame = pd.DataFrame({"branch": ["N"] * 80 + ["S"] * 70, "billing": [5] * 48 + [2] * 32 + [4] * 56 + [1] * 14})
    banner = crosstab(surveyed(frame.assign(nps=5)), "billing", "branch").banner
    assert banner.columns.tolist() == ["", "Total", "N (A)", "S (B)"]
    assert banner[""].tolist() == ["billing", "Base", "1", "2", "3", "4", "5", "Top 2 (4-5)", "Bottom 2 (1-2)", "Mean"]
    assert banner["S (B)"].tolist() == ["", "70", "20% A", "0%", "0%", "80% A", "0%", "80% A", "20%", "3.40"]
    assert banner["N (A)"].tolist() == ["", "80", "0%", "40% B", "0%", "0%", "60% B", "60%", "40% B", "3.80"]


def test_nets_by_number_by_word_and_by_question():
    labels = ["Very poor", "Poor", "Fair", "Good", "Very good"]
    frame = pd.DataFrame({"branch": ["N", "S"] * 50, "service": (labels * 20)})
    survey = Survey.from_frame(frame, scales={"service": labels}, audience="Customers")
    for nets in ({"Fine": [4, 5]}, {"Fine": ["good", "Very good"]}, {"service": {"Fine": [4, "Very good"]}}):
        found = cell(crosstab(survey, "service", "branch", nets=nets), "Fine", "Total")
        assert (found.kind, found.estimate) == ("net", pytest.approx(40.0))
    none = crosstab(survey, "service", "branch", nets=False).table
    assert not (none.kind == "net").any()
    with pytest.raises(OptionError, match="Did you mean 'Good'"):
        crosstab(survey, "service", "branch", nets={"Fine": ["Goood"]})


def test_a_reversed_question_keeps_words_and_turns_numbers():
    labels = ["Never", "Seldom", "Sometimes", "Often", "Always"]
    frame = pd.DataFrame({"branch": ["N", "S"] * 20, "queues": ["Always"] * 30 + ["Never"] * 10})
    survey = Survey.from_frame(frame, scales={"queues": labels}, audience="Customers")
    book = survey.codebook
    book["reversed"] = True
    result = crosstab(survey.with_codebook(book), "queues", "branch")
    assert cell(result, "Always", "Total").estimate == pytest.approx(75.0)
    assert cell(result, "Mean", "Total").estimate == pytest.approx(0.75 * 1 + 0.25 * 5)


def test_several_ticks_share_one_base():
    frame = pd.DataFrame(
        {
            "branch": ["N"] * 60 + ["S"] * 60,
            "Used - App": [1.0] * 45 + [0.0] * 15 + [1.0] * 15 + [0.0] * 40 + [None] * 5,
            "Used - Web": [1.0] * 30 + [0.0] * 30 + [1.0] * 30 + [0.0] * 25 + [None] * 5,
        }
    )
    book = pd.DataFrame({"id": ["Used - App", "Used - Web"], "text": ["Used - App", "Used - Web"], "kind": "multi"})
    survey = Survey.from_frame(frame, codebook=book, audience="Customers")
    for rows in ("Used", "Used - Web"):
        result = crosstab(survey, rows, "branch")
        assert cell(result, "App", "N").estimate == pytest.approx(75.0)
        assert cell(result, "App", "S").estimate == pytest.approx(100 * 15 / 55)
        assert (cell(result, "App", "S").n, cell(result, "Web", "S").n) == (55, 55)
        assert cell(result, "App", "N").letters == "B"
        assert any("more than 100%" in caveat for caveat in result.caveats)


def test_small_columns_are_shown_and_not_tested():
    frame = pd.DataFrame({"branch": ["N"] * 80 + ["S"] * 20, "billing": [1] * 80 + [5] * 20, "nps": 5})
    result = crosstab(surveyed(frame), "billing", "branch")
    assert result.banner["S (B)"].tolist()[1] == "20*"
    assert (result.table.letters == "").all()
    assert any("Fewer than 30 people" in caveat for caveat in result.caveats)
    assert cell(crosstab(surveyed(frame), "billing", "branch", smallest_base=10), "5", "S").letters == "A"


def test_crossed_columns_and_letters_over_all_banners(plain):
    result = crosstab(plain, "billing", ["channel", ("region", "channel")])
    assert [name for _, _, name in result.columns] == ["", *"ABCDEFGH"]
    assert result.columns[3] == ("region x channel", "North, Branch", "C")
    inside = result.table[result.table.banner == "region x channel"]
    assert not set("".join(inside.letters).replace(" ", "")) & {"A", "B"}


@pytest.mark.parametrize("engine", ["polars", "pyarrow", "duckdb"])
def test_every_engine_gives_the_same(made_up, engine):
    frame = made_up.head(300).drop(columns="weight")
    if engine == "polars":
        native = pytest.importorskip("polars").from_pandas(frame)
    elif engine == "pyarrow":
        native = pytest.importorskip("pyarrow").Table.from_pandas(frame)
    else:
        native = pytest.importorskip("duckdb").from_df(frame)
    expected = crosstab(surveyed(frame), ["billing", "owner"], "region").table
    found = crosstab(surveyed(native), ["billing", "owner"], "region").table
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


# -- privacy ---------------------------------------------------------------------------------------


def test_small_groups_of_staff_are_hidden_with_company():
    frame = pd.DataFrame({"team": ["A"] * 40 + ["B"] * 12 + ["C"] * 3, "billing": [4, 5, 2, 3, 4] * 11, "nps": 5})
    survey = Survey.from_frame(frame, scales={"billing": (1, 5), "nps": (0, 10)}, audience="Staff")
    result = crosstab(survey, "billing", "team")
    shown = result.table.groupby("column").estimate.apply(lambda values: values.notna().all())
    assert shown["Total"] and shown["A"]
    assert not shown["B"] and not shown["C"]
    assert result.banner["C (C)"].tolist()[1] == "hidden"
    assert any(caveat.startswith("Hidden") for caveat in result.caveats)
    everything = crosstab(survey, "billing", "team", privacy=False)
    assert everything.table.estimate.notna().all()


# -- words -----------------------------------------------------------------------------------------


def test_sentences_say_what_stands_apart_and_never_no_difference(plain):
    said = crosstab(plain, ["billing", "owner"], ["region", "channel"]).sentences()
    assert re.match(r"Top 2 \(4-5\) on billing: \d+% in all; North \d+% \(95% CI .*\) is above", said[0])
    assert any("these answers tell no two columns apart" in sentence for sentence in said)
    assert not any("no difference" in sentence for sentence in said)


def test_repr_html_shows_the_banner(plain):
    html = crosstab(plain, "billing", "region")._repr_html_()
    assert "North (A)" in html and "Base" in html


def test_what_cannot_be_meant_is_refused(plain):
    with pytest.raises(OptionError, match="in rows= and in columns="):
        crosstab(plain, "billing", "billing")
    with pytest.raises(OptionError, match="rows= is empty"):
        crosstab(plain, [], "region")
    with pytest.raises(OptionError, match="columns= is empty"):
        crosstab(plain, "billing", [])
    with pytest.raises(QuestionError, match="Did you mean 'region'"):
        crosstab(plain, "billing", "regoin")
    with pytest.raises(OptionError, match="smallest_base"):
        crosstab(plain, "billing", "region", smallest_base=0)
    with pytest.raises(OptionError, match="weight="):
        crosstab(plain, "billing", "region", weight=3.0)
    many = pd.DataFrame({"who": [f"p{at}" for at in range(90)], "billing": [1, 2, 3] * 30, "nps": 5})
    with pytest.raises(OptionError, match="90 columns"):
        crosstab(surveyed(many), "billing", "who")
    with pytest.raises(QuestionError, match="need closed answers"):
        crosstab(surveyed(many), "who", "billing")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Leadership", "Staff", "Customers"]), st.sampled_from(["x", "y", None]),
            st.one_of(st.none(), st.integers(0, 6)), st.sampled_from(["Yes", "No", None]),
        ),
        min_size=1, max_size=14,
    ),
    st.sampled_from(["audience", "branch", ["audience", "branch"]]),
)  # fmt: skip
def test_no_sentence_holds_a_number_that_does_not_exist(rows, columns):
    frame = pd.DataFrame(rows, columns=["audience", "branch", "billing", "left"])
    frame["billing"] = frame.billing.astype(float)
    survey = Survey.from_frame(frame, scales={"billing": (1, 5)}, roles={"audience": "audience", "unit": "branch"})
    try:
        result = crosstab(survey, ["billing", "left"], columns)
    except QuestionError as problem:
        assert "Nobody" in str(problem)
        return
    said = " ".join([*result.sentences(), *result.caveats, *result.banner.astype(str).to_numpy().ravel()])
    assert not re.search(r"\b(nan|None|inf|NaT|<NA>)\b", said), said
    assert repr(result) and result._repr_html_()
