"""Rows are looked at block by block: where a block ends changes nothing, and plain counting finds the same."""

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch.stats.quality import person_checks
from cxresearch.stats.quality.question_checks import groups_of


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({f"Rate us - {at}": rng.integers(1, 6, 700).astype(float) for at in range(12)})
    frame = frame.mask(rng.random(frame.shape) < 0.1)
    frame.iloc[:40] = 4.0
    frame.iloc[40:80] = frame.iloc[200:240].to_numpy()
    frame["who"] = rng.choice(["Staff", "Customers", None], 700)
    frame["wave"] = rng.choice([2024, 2025], 700)
    return cx.Survey.from_frame(frame, roles={"audience": "who", "wave": "wave"},
                                scales={name: (1, 5) for name in frame.columns[:12]})  # fmt: skip


@pytest.mark.parametrize("block", [1, 37, 699, 700])
def test_where_a_block_ends_changes_nothing(survey, monkeypatch, block):
    whole = cx.check_quality(survey)
    monkeypatch.setattr(person_checks, "_BLOCK", block)
    parts = cx.check_quality(survey)
    pd.testing.assert_frame_equal(parts.table, whole.table)
    pd.testing.assert_frame_equal(parts.flags, whole.flags)


def test_what_is_found_is_what_plain_counting_finds(survey):
    names = [name for name in survey.columns if name.startswith("Rate")]
    answers = survey.responses[names]
    found = cx.check_quality(survey, privacy=False)
    given = answers.notna().sum(axis=1)
    alike = (answers.nunique(axis=1) == 1) & (given >= 6)
    assert set(found.flags.row[found.flags.flag == "straight_lining"]) == set(np.flatnonzero(alike))
    cells = found.questions.set_index(["question", "audience", "wave"])
    for name in names[:3]:
        for (audience, wave), own in survey.responses.assign(who=survey.responses.who.fillna("")).groupby(
            ["who", "wave"]
        ):
            row = cells.loc[(name, audience, f"{wave:g}")]
            assert row.lowest == (own[name] == 1).sum() and row.highest == (own[name] == 5).sum()
            assert row.kept == own[name].notna().sum() and row.missing == own[name].isna().sum()


def test_groups_are_numbered_by_audience_and_wave(survey):
    groups = groups_of(survey)
    told = survey.responses.assign(who=survey.responses.who.fillna(""))
    assert [*groups.audiences] == ["Staff", "Customers", ""]
    labels = groups.labels.iloc[groups.code].reset_index(drop=True)
    assert (labels.audience == told.who).all() and (labels.wave == told.wave.map("{:g}".format)).all()
