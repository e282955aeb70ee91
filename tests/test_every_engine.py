"""Every public analysis of a Survey gives the same numbers where its rows stay on an engine, or it is named why not."""

import inspect
import warnings

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cxresearch as cx
from cxresearch.survey import frames, holding
from cxresearch.survey.passing import pieces
from cxresearch.survey.survey import Survey
from tests import drawn_comments, drawn_enthusiasm, drawn_results, outside_in, test_engines

MADE_UP = (drawn_results, drawn_comments, drawn_enthusiasm, outside_in)


def ranked() -> Survey:
    draw = np.random.default_rng(3)
    places = np.array([draw.permutation(4) + 1.0 for _ in range(300)])
    frame = pd.DataFrame(places, columns=[f"Rank these [{item}]" for item in ("Price", "Speed", "Advice", "App")])
    return cx.Survey.from_frame(frame.assign(branch=draw.choice(["North", "South"], 300)), audience="Customers")


def answered() -> Survey:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.Survey.from_frame(
            test_engines.rows(), roles=test_engines.ROLES, scales=test_engines.SCALES,
            kinds={"why": "verbatim", "left": "choice"},
        )  # fmt: skip


# Each by the name of a drawn result, or by a call of its own; what `test_engines` holds is not held again.
HELD = {
    "against_competitors": "competitors",
    "attitude_loyalty_lagged": "link across waves",
    "best_in_life": "best in life",
    "called_excellent": "called excellent",
    "clear_but_not_understood": "understood",
    "compare_answers": "answers to three questions",
    "delight_or_ease": "delight or ease",
    "effort_and_result": "effort and result",
    "equal_meaning": lambda: cx.equal_meaning(answered(), ["billing", "app", "staff", "guess"]),
    "follow_actions": "actions",
    "handoffs": "hand-offs",
    "importance_gap": "importance of three",
    "intent_to_leave": "wish to leave",
    "kept_consistently": "kept each time",
    "loyalty_and_value": "loyalty and money",
    "loyalty_transitions": "who moved",
    "nonresponse": lambda: cx.nonresponse(
        answered().only(audience="Customers"), {"North": 500, "South": 480}, by="region", questions="app"
    ),
    "ownership": "ownership by department",
    "prediction_gap": "predictions",
    "prediction_gap, choices": "guessed choices",
    "promise_and_delivery": "promise and delivery",
    "public_reviews": "public reviews",
    "quotes": "quotes",
    "rank_stability": "stability of views",
    "ranking": lambda: cx.ranking(ranked(), by="branch"),
    "scorecard": "scorecard",
    "scorecard, programmes": "programmes",
    "tally": lambda: cx.tally(answered(), ["billing", "nps"], by=["audience", "wave"]),
    "theme_effects": lambda: cx.theme_effects(answered().only(audience="Customers"), "why", "nps"),
    "theme_pairs": lambda: cx.theme_pairs(drawn_comments.three(), "why"),
    "theme_table": lambda: cx.theme_table(answered(), "why", by="region"),
    "theme_trend": lambda: cx.theme_trend(answered(), "why"),
    "tone_against_rating": "tone against rating",
    "trend, a panel": lambda: cx.trend(drawn_enthusiasm.panel(3), drawn_enthusiasm.LIKELY),
    "trend, many groups": "trend of many groups",
    "unit_spread": "spread between units",
}
_COMMENTS = "comments are read one by one"
_PEOPLE = "people are followed from row to row"
_RESAMPLED = "rows are drawn again, or ranked, many times over"
# Who takes single columns off their engine (a small integer a row), and why sums of cells would not do.
BY_ROW = {
    "compare_answers": _COMMENTS, "quotes": _COMMENTS, "theme_effects": _COMMENTS, "theme_pairs": _COMMENTS,
    "theme_table": _COMMENTS, "theme_trend": _COMMENTS, "tone_against_rating": _COMMENTS,
    "public_reviews": _COMMENTS, "loyalty_transitions": _PEOPLE, "best_in_life": _PEOPLE, "scorecard": _PEOPLE,
    "scorecard, programmes": _PEOPLE, "promise_and_delivery": _PEOPLE, "handoffs": _PEOPLE,
    "equal_meaning": "each item is held against the mean of the others, person by person",
    "effort_and_result": "shares of people are weighed row by row", "follow_actions": "units are drawn by their rows",
    "importance_gap": _RESAMPLED, "rank_stability": _RESAMPLED, "kept_consistently": "a mixed model of single answers",
    "intent_to_leave": "a logit of single answers", "loyalty_and_value": "money is known by person and has no cells",
    "ownership": "which of several owners the same person named",
    "nonresponse": "early and late are told by the order of rows",
    "prediction_gap, choices": "which answers the same person chose", "unit_spread": "a mixed model of single answers",
}  # fmt: skip
# What takes a Survey and is no analysis of its answers, or another's door.
NO_NUMBERS = {
    "apply_codebook": "changes the codebook", "codebook_sheet": "shows the codebook",
    "unmapped_labels": "shows the codebook", "doubts": "shows what was guessed", "map_columns": "a panel",
    "combine_audiences": "puts rows of several surveys into one frame in memory",
    "coding_sample": "writes comments to be coded", "redact": "rewrites comments; says that rows come into memory",
    "quotable_comments": "a mask of rows", "propose_codeframe": "reads comments into topics to be named by a person",
    "edit_codeframe": "a panel", "explore": "a panel", "explore_comments": "a panel", "explore_link": "a panel",
    "explore_scorecard": "a panel", "health_card": "draws check_quality",
    "rake": "weighs rows in memory, and refuses others with the way on",
    "guesses_against": "prediction_gap of a room", "facilitator_board": "a panel", "reveal": "a panel",
}  # fmt: skip


def takes_a_survey(name: str) -> bool:
    kind = getattr(cx, name)
    if not inspect.isfunction(kind):
        return False
    return any("Survey" in str(getattr(one.annotation, "__name__", one.annotation)) and "SurveyFile" not in str(one)
               for one in inspect.signature(kind).parameters.values())  # fmt: skip


def test_every_public_function_that_takes_a_survey_is_held_or_named():
    held = {name.partition(",")[0] for name in (*test_engines.CALLS, *HELD)}
    assert not held & NO_NUMBERS.keys()
    assert {name for name in cx.__all__ if takes_a_survey(name)} <= held | NO_NUMBERS.keys()
    assert set(BY_ROW) <= set(HELD)


ENGINES = {
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
    "polars lazy": lambda frame: pl.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)).lazy(),
}


def forget() -> None:
    for room in MADE_UP:
        for kept in vars(room).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def told(name: str):
    made = HELD[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return made() if callable(made) else drawn_results.MAKE[made]()


@pytest.fixture(scope="module")
def in_memory():
    forget()
    return {name: told(name).table for name in HELD}


@pytest.fixture
def moved(request, monkeypatch):
    """Surveys that are made on pandas and stand on an engine a moment later; what they take off it is noted."""
    engine, plain = ENGINES[request.param], Survey.from_frame.__func__
    seen = {"rows": 0, "columns": False}

    def there(survey):
        return survey if survey.is_lazy else survey._with(responses=engine(survey.to_pandas()))

    def noted(way):
        def collect(*given, **options):
            found = way(*given, **options)
            seen["rows"] = max(seen["rows"], len(found))
            return found

        return collect

    def by_row(way):
        def read(*given):
            # A panel looks at what it is handed; only an analysis is meant here.
            seen["columns"] |= isinstance(given[0], nw.LazyFrame)
            return way(*given)

        return read

    forget()
    monkeypatch.setattr(Survey, "from_frame", classmethod(lambda cls, *a, **k: there(plain(cls, *a, **k))))
    for room in MADE_UP:
        if hasattr(room, "sample"):
            monkeypatch.setattr(room, "sample", lambda *names, read=room.sample: there(read(*names)))
    monkeypatch.setattr(frames, "GLIMPSE_ROWS", 20)
    monkeypatch.setattr(pieces, "ROWS", 64)
    monkeypatch.setattr(nw.LazyFrame, "collect", noted(nw.LazyFrame.collect))
    monkeypatch.setattr(holding, "_passing_by", by_row(holding._passing_by))
    monkeypatch.setattr(holding, "plain_numbers", by_row(holding.plain_numbers))
    yield seen
    forget()


@pytest.mark.parametrize("moved", ENGINES, indirect=True)
@pytest.mark.parametrize("name", HELD)
def test_numbers_are_those_of_pandas(name, moved, in_memory):
    found = told(name).table
    test_engines.same(found, in_memory[name])
    assert moved["columns"] == (name in BY_ROW), "columns came off their engine" if moved["columns"] else "none did"
