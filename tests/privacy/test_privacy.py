"""Small groups of employees stay hidden, however the survey was filtered, relabelled or asked before."""

from itertools import combinations, permutations

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxresearch import Survey, tally
from cxresearch.privacy.hiding import blank, hide_small_groups

FEWEST = 5


def survey_of(sizes: dict, *, audience="Staff", answered: dict | None = None, **roles) -> Survey:
    """People by unit (or by the tuple of all columns), who all answered q, or only so many of them."""
    rows = []
    for key, size in sizes.items():
        key = key if isinstance(key, tuple) else (key,)
        of_these = size if answered is None else answered.get(key if len(key) > 1 else key[0], size)
        rows += [(*key, 1 + at % 5 if at < of_these else None) for at in range(size)]
    columns = list(roles.values()) or ["unit"]
    frame = pd.DataFrame(rows, columns=[*columns, "q"])
    return Survey.from_frame(
        frame, audience=audience, scales={"q": (1, 5)}, roles=roles or {"unit": "unit"}
    )  # fmt: skip


def together(*parts: Survey) -> Survey:
    frame = pd.concat([part.to_pandas() for part in parts], ignore_index=True)
    return Survey.from_frame(frame, scales={"q": (1, 5)}, roles=dict(parts[0].roles))


def table(survey: Survey, by, question="q", **options) -> pd.DataFrame:
    """What a statistic would do: count, then ask what may be shown."""
    by = [by] if isinstance(by, str) else list(by)
    found = tally(survey, [question], by=by).account
    hidden, caveats = hide_small_groups(survey, found, found.kept, by=by, **options)
    return found.assign(hidden=hidden).set_axis(range(len(found))).assign(told=" ".join(caveats))


def shown(survey: Survey, by="unit", **options) -> list:
    rows = table(survey, by, **options)
    keys = rows[by] if isinstance(by, str) else list(rows[list(by)].itertuples(index=False, name=None))
    return [key for key, hidden, kept in zip(keys, rows.hidden, rows.kept, strict=True) if kept and not hidden]


# -- the rule -------------------------------------------------------------------------------------


def test_ten_people_split_six_and_four_are_both_hidden():
    rows = table(survey_of({"A": 6, "B": 4}), "unit")
    assert rows.hidden.tolist() == [True, True]
    assert rows.told[0] == (
        "Hidden: 2 of 2 rows, because fewer than 5 leaders or staff stand behind them or because a total would give a "
        "smaller group away."
    )


def test_five_are_shown_and_the_next_smallest_covers_a_few():
    assert shown(survey_of({"A": 5, "B": 5})) == ["A", "B"]
    assert shown(survey_of({"A": 3, "B": 30, "C": 7, "D": 20})) == ["B", "D"]
    assert shown(survey_of({"A": 2, "B": 3, "C": 20})) == ["C"]
    assert shown(survey_of({"A": 4})) == []
    assert shown(survey_of({"A": 4}), by=[]) == []
    assert shown(survey_of({"A": 4, "B": 1}), by=[]) == [()]


@pytest.mark.parametrize("audience", ["Leadership", "Managers", "employees", "Teachers", "Store staff"])
def test_leaders_and_everybody_employed_are_protected(audience):
    assert shown(survey_of({"A": 6, "B": 4}, audience=audience)) == []


@pytest.mark.parametrize("audience", ["Customers", "Patients", "Parents"])
def test_customers_are_not_hidden(audience):
    rows = table(survey_of({"A": 6, "B": 1}, audience=audience), "unit")
    assert not rows.hidden.any()
    assert rows.told[0] == ""


def test_each_audience_is_a_table_of_its_own():
    both = together(survey_of({"A": 6, "B": 4, "C": 30}), survey_of({"A": 2, "B": 2, "C": 2}, audience="Customers"))
    found = table(both, ["audience", "unit"])
    assert found.hidden.tolist() == [True, True, False, False, False, False]


def test_a_mixture_of_audiences_would_give_its_few_employees_away():
    both = together(survey_of({"A": 6, "B": 4, "C": 30}), survey_of({"A": 60, "B": 60, "C": 60}, audience="Customers"))
    assert shown(both) == ["C"], "staff are what is left of A and B without the customers"
    assert shown(both, by=[]) == [()]
    assert shown(both.only(audience="Customers")) == ["A", "B", "C"]


def test_switched_off_by_name_it_says_so():
    survey = survey_of({"A": 6, "B": 4})
    rows = table(survey, "unit", privacy=False)
    assert not rows.hidden.any()
    assert rows.told[0] == (
        "Privacy is switched off (privacy=False): groups of fewer than 5 employees would be hidden, 1 of them shown "
        "here."
    )
    assert "none occurs here" in table(survey_of({"A": 6, "B": 9}), "unit", privacy=False).told[0]


def test_comments_need_ten():
    assert shown(survey_of({"A": 9, "B": 30, "C": 12})) == ["A", "B", "C"]
    assert shown(survey_of({"A": 9, "B": 30, "C": 12}), fewest=10) == ["B"]


def test_hidden_rows_stay_and_their_numbers_go():
    rows = pd.DataFrame(
        {"unit": ["A", "B"], "n": [4, 9], "estimate": [1.5, 2.5], "sure": [True, False], "verdict": ["gap", "gap"]}
    )
    hidden = blank(rows, np.array([True, False]), keep=["sure"])
    assert hidden.unit.tolist() == ["A", "B"]
    assert hidden.verdict.tolist() == ["hidden", "gap"]
    assert hidden[["n", "estimate"]].isna().to_numpy().tolist() == [[True, True], [False, False]]
    assert hidden.sure.tolist() == [True, False]
    assert rows.n.tolist() == [4, 9], "the table that came in is as it was"


# -- two columns ----------------------------------------------------------------------------------

SPLIT = {
    ("N", "x"): 2, ("N", "y"): 20, ("N", "z"): 21,
    ("S", "x"): 22, ("S", "y"): 9, ("S", "z"): 23,
    ("W", "x"): 24, ("W", "y"): 25, ("W", "z"): 26,
}  # fmt: skip


def test_across_two_columns_the_smallest_rectangle_is_hidden():
    survey = survey_of(SPLIT, unit="unit", segment="channel")
    visible = shown(survey, by=["unit", "channel"])
    assert set(SPLIT) - set(visible) == {("N", "x"), ("N", "y"), ("S", "x"), ("S", "y")}
    assert shown(survey) == ["N", "S", "W"]
    assert shown(survey, by="channel") == ["x", "y", "z"]


def test_a_filter_and_a_split_are_a_crossing_whichever_is_which():
    survey = survey_of(SPLIT, unit="unit", segment="channel")
    visible = set(shown(survey, by=["unit", "channel"]))
    for unit in "NSW":
        assert {(unit, channel) for channel in shown(survey.only(unit=unit), by="channel")} == {
            v for v in visible if v[0] == unit
        }
    for channel in "xyz":
        assert {(unit, channel) for unit in shown(survey.only(channel=channel))} == {
            v for v in visible if v[1] == channel
        }
    for unit, channel in SPLIT:
        one = survey.only(unit=unit, channel=channel)
        assert (shown(one, by=[]) == [()]) == ((unit, channel) in visible)


def test_departments_inside_branches():
    sizes = {("N", "n1"): 9, ("N", "n2"): 3, ("S", "s1"): 30, ("S", "s2"): 16}
    survey = survey_of(sizes, unit="branch", group="department")
    assert shown(survey, by="department") == ["s1", "s2"], "n1 is what is left of N without n2"
    assert shown(survey, by="branch") == ["N", "S"]
    assert shown(survey.only(branch="N"), by="department") == []


# -- whatever the order of the calls --------------------------------------------------------------


def test_a_part_asks_its_root():
    survey = survey_of({"A": 6, "B": 4, "C": 30, "D": 20})
    assert shown(survey) == ["C", "D"]
    assert shown(survey.only(unit="A")) == []
    assert shown(survey.only(unit="A"), by=[]) == []
    assert shown(survey.only(unit=["A", "C"])) == ["C"]
    assert shown(survey.only(unit=["A", "C"]), by=[]) == [], "A is what is left of the two without C"
    assert shown(survey.only(unit=["A", "B", "C"]), by=[]) == [()]
    assert shown(survey.only(unit=["C", "D"]), by=[]) == [()]


@pytest.mark.parametrize(
    "change",
    [
        lambda survey: survey.relabel(unit={"A": "Alpha"}),
        lambda survey: survey.with_roles(unit=None).with_roles(unit="unit"),
        lambda survey: survey.with_codebook(survey.codebook),
        lambda survey: survey.with_notes("x"),
        lambda survey: survey.only(unit=["A", "Alpha"][: 1 + ("Alpha" in survey.answer_counts("unit"))]),
    ],
    ids=["relabel", "with_roles", "with_codebook", "with_notes", "only"],
)
def test_no_change_of_a_part_forgets_the_root(change):
    part = survey_of({"A": 6, "B": 4, "C": 30}).only(unit="A")
    assert shown(change(part)) == []
    assert shown(change(part), by=[]) == []


def test_what_is_small_is_counted_by_question():
    # Everybody works in groups of six, but only four of A answered q.
    survey = survey_of({"A": 6, "B": 6, "C": 30}, answered={"A": 4})
    assert shown(survey) == ["C"]
    assert shown(survey.only(unit="B")) == [], "all answers less those of B and C are the four of A"
    assert shown(survey.only(unit=["A", "B"]), by=[]) == [()]


PEOPLE = st.lists(st.integers(0, 9), min_size=6, max_size=6)
FILTERS = st.lists(
    st.one_of(
        st.tuples(st.just("unit"), st.lists(st.sampled_from("ABC"), min_size=1, max_size=3, unique=True)),
        st.tuples(st.just("segment"), st.lists(st.sampled_from("xy"), min_size=1, max_size=2, unique=True)),
        st.tuples(st.just("audience"), st.just(["Staff"])),
    ),
    min_size=1,
    max_size=3,
)


def small_study(people: list[int]) -> Survey | None:
    sizes = {(unit, segment): people.pop() for unit in "ABC" for segment in "xy"}
    if not any(sizes.values()):
        return None
    staff = survey_of(sizes, unit="unit", segment="segment")
    customers = survey_of({("A", "x"): 9, ("B", "y"): 9}, audience="Customers", unit="unit", segment="segment")
    return together(staff, customers)


def filtered(survey: Survey, filters) -> Survey | None:
    for name, values in filters:
        here = [value for value in values if value in survey.answer_counts(survey.roles[name])]
        if not here:
            return None
        survey = survey.only(**{name: here})
    return survey


@given(PEOPLE, FILTERS)
@settings(max_examples=12)
def test_filters_in_any_order_hide_the_same(people, filters):
    survey = small_study(list(people))
    if survey is None:
        return
    seen = []
    for order in permutations(filters):
        part = filtered(survey, order)
        if part is not None and part.n_rows:
            seen.append(table(part, ["audience", "unit"])[["audience", "unit", "kept", "hidden"]].values.tolist())
    assert all(one == seen[0] for one in seen)


@given(PEOPLE)
@settings(max_examples=8)
def test_no_subtraction_of_what_is_shown_isolates_a_few_of_the_staff(people):
    survey = small_study(list(people))
    if survey is None or "Staff" not in survey.audiences:
        return
    frame = survey.to_pandas().query("audience == 'Staff'")
    cells = frame.groupby(["unit", "segment"]).size()
    rows = []
    units, segments = sorted(frame.unit.unique()), sorted(frame.segment.unique())
    some_units = [list(part) for size in range(1, len(units) + 1) for part in combinations(units, size)]
    some_segments = [list(part) for size in range(1, len(segments) + 1) for part in combinations(segments, size)]
    for chosen in some_units:
        for segment in some_segments:
            part = survey.only(audience="Staff", unit=chosen, segment=segment)
            for by in ([], ["unit"]):
                for row in table(part, by).query("not hidden and kept > 0").to_dict("records"):
                    inside = cells.index.get_level_values("unit").isin([row["unit"]] if "unit" in by else chosen)
                    inside &= cells.index.get_level_values("segment").isin(
                        [row["segment"]] if "segment" in by else segment
                    )
                    rows.append(inside.astype(float))
    if not rows:
        return
    _, sizes, basis = np.linalg.svd(np.unique(rows, axis=0), full_matrices=False)
    basis = basis[sizes > 1e-9]
    wanted = [[unit] for unit in units] + [list(pair) for pair in combinations(units, 2)]
    wanted = [cells.index.get_level_values("unit").isin(group) for group in wanted]
    wanted += [np.arange(len(cells)) == at for at in range(len(cells))]
    for group in wanted:
        if cells[group].sum() < FEWEST:
            indicator = group.astype(float)
            assert np.abs(indicator - basis.T @ (basis @ indicator)).max() > 1e-7, cells[group].to_dict()


# -- other kinds of surveys -----------------------------------------------------------------------


def test_aggregated_surveys_count_people_and_not_rows():
    frame = pd.DataFrame(
        {"unit": ["A", "B", "C", "D"], "audience": "Teachers", "answers": [4, 6, 30, 40], "q": [3.1, 3.3, 4.0, 2.2]}
    )
    survey = Survey.from_frame(
        frame, roles={"unit": "unit", "audience": "audience", "n": "answers"}, scales={"q": (1, 5)}
    )
    hidden, _ = hide_small_groups(survey, frame[["unit"]].assign(question="q"), frame.answers, by=["unit"])
    assert hidden.tolist() == [True, True, False, False]
    part = survey.only(unit=["B", "C"])
    hidden, _ = hide_small_groups(part, pd.DataFrame({"unit": ["B", "C"], "question": "q"}), [6, 30], by=["unit"])
    assert hidden.tolist() == [True, False]


@pytest.mark.parametrize(
    "engine",
    [
        pl.from_pandas,
        lambda frame: pl.from_pandas(frame).lazy(),
        lambda frame: duckdb.from_arrow(pl.from_pandas(frame).to_arrow()),
    ],
    ids=["polars", "polars lazy", "duckdb"],
)
def test_on_any_engine(engine):
    frame = survey_of({"A": 6, "B": 4, "C": 30}).to_pandas()
    survey = Survey.from_frame(engine(frame), scales={"q": (1, 5)}, roles={"audience": "audience", "unit": "unit"})
    assert shown(survey) == ["C"]
    assert shown(survey.only(unit=["A", "C"]), by=[]) == []


def test_a_filter_on_answers_is_told_to_be_beyond_protection():
    survey = survey_of({"A": 30, "B": 30})
    rows = table(survey.only(q=[1, 2]), "unit")
    assert "The survey was filtered on q: combined filters can single out a person" in rows.told[0]
    assert shown(survey.only(q=1).only(unit="A")) == ["A"]
    assert shown(survey_of({"A": 30, "B": 10}).only(q=1)) == [], "six and two of them"


def test_a_question_that_is_none_and_groups_of_a_results_own_are_judged_by_their_table():
    survey = survey_of({"A": 30, "B": 30})
    themes = pd.DataFrame({"theme": ["billing", "app", "queue"], "question": "why"})
    hidden, _ = hide_small_groups(survey, themes, [4, 20, 30], by=["theme"])
    assert hidden.tolist() == [True, True, False]


def test_without_an_audience_nobody_is_known_to_be_employed():
    frame = pd.DataFrame({"unit": ["A", "B"], "q": [1, 2]})
    survey = Survey.from_frame(frame, scales={"q": (1, 5)})
    hidden, caveats = hide_small_groups(survey, pd.DataFrame({"unit": ["A", "B"]}), [1, 1], by=["unit"])
    assert (hidden.tolist(), caveats) == ([False, False], [])


def test_groups_not_stated_are_groups_too():
    survey = survey_of({"A": 30, None: 3, "B": 7})
    rows = table(survey, "unit").set_index("unit")
    assert rows.loc["B", "hidden"]
    assert not rows.loc["A", "hidden"]
    assert rows[rows.index.isna()].hidden.all()


def test_asking_twice_counts_the_root_once(monkeypatch):
    survey = survey_of({f"branch {at}": 4 + at for at in range(200)})
    shown(survey)
    import cxresearch.privacy.hiding as room

    monkeypatch.setattr(room, "tally", lambda *_, **__: pytest.fail("counted again"))
    part = survey.only(unit=[f"branch {at}" for at in range(3)])
    found = pd.DataFrame({"unit": ["branch 0", "branch 1", "branch 2"], "question": "q"})
    hidden, _ = hide_small_groups(part, found, [4, 5, 6], by=["unit"])
    assert hidden.tolist() == [True, True, False]
