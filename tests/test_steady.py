"""No text hangs on the last bits of a sum: two processors add in different orders and must say the same.

Every kind of Result is put on rounding edges and ties, then shaken by a few units in the last place: its sentences, its
table as printed and the words of its picture stay. So does TRUTH.md, which the sample's generator writes.
"""

import dataclasses
import random
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import cxresearch as cx
from cxresearch.plots.drawing.style import off_screen
from cxresearch.plots.pictures import plot
from cxresearch.wording import largest_first, number, steady
from tests.drawn_results import MAKE, made, three
from tests.places import SAMPLES, generator

# A few units in the last place, as sums of many answers differ between two processors.
LAST_BITS = 4e-15
# Counts and ranks are whole or halves, and exact on every processor.
COUNTED = re.compile(
    r"n|n_(?!effective).*|.*_n|rank.*|within_\d+|count|times|units|topics|programmes|statements|rows|base|missing|items|year"
)
# The ends of intervals stay apart from what they belong to, as they do wherever answers differ.
ENDS = re.compile(r"p_.*|.*_p|std_error.*|.*_std_error|df|.*ci_low|.*ci_high|.*_low|.*_high|margin|smallest_margin")


def shaken(value, rng):
    """A number, frame or dictionary with other last bits; whole numbers of people stay what they are."""
    if isinstance(value, pd.DataFrame):
        floats = [name for name in value if value[name].dtype == float and not COUNTED.fullmatch(str(name))]
        return value.assign(**{name: shaken(value[name].to_numpy(), rng) for name in floats})
    if isinstance(value, np.ndarray) and value.dtype == float:
        return value * (1 + LAST_BITS * rng.uniform(-1, 1, value.shape))
    if isinstance(value, float):
        return value * (1 + LAST_BITS * rng.uniform(-1, 1))
    if isinstance(value, dict):
        return {key: shaken(one, rng) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(shaken(one, rng) for one in value)
    return value


def on_edges(frame: pd.DataFrame) -> pd.DataFrame:
    """Figures moved to where a figure turns, 0.5 of a point or 0.005 of a share, so that many tie."""
    moved = {}
    for name in frame:
        values = frame[name]
        if values.dtype == float and not (COUNTED.fullmatch(str(name)) or ENDS.fullmatch(str(name))):
            step = 2 if values.abs().max() > 2 else 200
            moved[name] = np.round(values.to_numpy() * step) / step
    return frame.assign(**moved)


def changed(result, change):
    """A Result whose tables were all changed."""
    frames = {
        field.name: change(value)
        for field in dataclasses.fields(result)
        if isinstance(value := getattr(result, field.name), pd.DataFrame)
    }
    return dataclasses.replace(result, **frames)


def told(result) -> list[str]:
    """All that a person reads: sentences, the table as printed, and the words of the picture in their order."""
    with off_screen(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure = plot(result).get_figure(root=True)
    words = [text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_parse_math"))]
    assert isinstance(figure, Figure)
    return [*result.sentences(), *result.text_table().to_csv().splitlines(), *words]


@pytest.mark.parametrize("name", MAKE)
def test_no_word_hangs_on_the_last_bits(name):
    edged = changed(made(name), on_edges)
    expected = told(edged)
    for seed in range(2):
        rng = np.random.default_rng(seed)
        assert told(changed(edged, lambda frame, rng=rng: shaken(frame, rng))) == expected


ASKED = {
    "nps": lambda survey: cx.nps(survey, by="audience"),
    "means": lambda survey: cx.mean_score(survey, ["csat", "nps"], by="branch"),
    "gap": lambda survey: cx.perception_gap(survey),
    "prediction": lambda survey: cx.prediction_gap(survey),
    "crosstab": lambda survey: cx.crosstab(survey, ["csat", "nps"], ["branch", "audience"]),
    "groups": lambda survey: cx.compare_groups(survey, "nps", by="branch"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_people_in_another_order_say_the_same(asked):
    """The whole way: sums are taken in another order, from the rows on."""
    survey = three()
    rows = survey.to_pandas()
    expected = told(ASKED[asked](survey))
    for seed in range(2):
        order = np.random.default_rng(seed).permutation(len(rows))
        # Audiences, branches and waves are met in the order they had.
        first = rows.groupby(["audience", "branch", "wave"], sort=False).head(1).index
        mixed = rows.loc[[*first, *(at for at in order if at not in set(first))]].reset_index(drop=True)
        again = cx.Survey.from_frame(mixed, codebook=survey.codebook, roles=dict(survey.roles))
        assert told(ASKED[asked](again)) == expected


@pytest.mark.parametrize("seed", range(3))
def test_the_page_of_truths_does_not_hang_on_the_last_bits(seed, tmp_path, monkeypatch):
    rng = np.random.default_rng(seed)
    report = generator("harbour_bank_report")

    def noisy(function):
        return lambda *args, **options: shaken(function(*args, **options), rng)

    for name in ("truth", "derived", "links"):
        module = generator(f"harbour_bank_{name}")
        for called, function in vars(module).copy().items():
            if callable(function) and getattr(function, "__module__", "") == module.__name__:
                monkeypatch.setattr(module, called, noisy(function))
    labels = pd.read_csv(SAMPLES / "harbour-bank" / "comment_labels.csv", dtype=str, keep_default_na=False)
    report.write_truth(tmp_path / "TRUTH.md", labels, 2025)
    assert (tmp_path / "TRUTH.md").read_text("utf-8") == (SAMPLES / "TRUTH.md").read_text("utf-8")


def test_a_figure_at_its_edge_is_one_figure():
    for edge in (0.5, 2.5, 31.5, -31.5, 99.5, 1234.5):
        near = [np.nextafter(edge, way) for way in (-np.inf, np.inf)]
        assert {number(value) for value in near} == {number(edge)}
    assert {number(value, digits=2) for value in (0.42249999999999993, 0.4225, 0.42250000000000004)} == {"0.42"}
    assert steady(pd.Series([0.1 + 0.2, np.nan])).tolist()[0] == 0.3
    assert number(1_234_567_890_123) == "1,234,567,890,123"


def test_what_is_shown_alike_stands_by_name_and_what_is_not_there_last():
    names = ["website", "App", "billing", "cards", "loans"]
    order = largest_first([31.4, 30.6, np.nan, 47.0, 31.0], names)
    assert [names[at] for at in order] == ["cards", "App", "loans", "website", "billing"]
    assert largest_first([-0.2, 0.2], ["b", "a"]) == [1, 0]
    assert largest_first([1.24, 1.26], ["b", "a"], digits=1) == [1, 0]
    assert largest_first([], []) == []
    with pytest.raises(ValueError):
        largest_first([1.0, 2.0], ["a"])


def test_the_order_does_not_depend_on_where_it_starts():
    numbers = [0.1 + 0.2, 0.3, 0.30000000000000004, 0.29999999999999993, 0.7]
    names = ["d", "a", "c", "b", "e"]
    found = set()
    for seed in range(10):
        places = list(range(5))
        random.Random(seed).shuffle(places)
        shuffled = largest_first([numbers[at] for at in places], [names[at] for at in places], digits=2)
        found.add(tuple(names[places[at]] for at in shuffled))
    assert found == {("e", "a", "b", "c", "d")}
