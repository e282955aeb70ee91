"""What charts say of a scorer's errors, and the table of accuracy: one run, the same figures."""

import re

import numpy as np
import pytest

from benchmarks.sentiment_accuracy import as_table, figure, misses, put_between
from benchmarks.sentiment_sets import clauses
from benchmarks.train_cx_model import written_sentences
from cxresearch.text.scoring.amendments import RULES as AMENDMENTS
from cxresearch.text.scoring.score import RULES
from cxresearch.text.scoring.track_record import kept_aside, kept_aside_errors, track_record
from cxresearch.wording import number
from tests.places import ROOT

PAGE = (ROOT / "benchmarks" / "README.md").read_text("utf-8")


def between(mark: str) -> str:
    return PAGE.split(f"<!-- {mark} -->\n")[1].split(f"\n<!-- end of {mark} -->")[0]


def of(scorer, comments, kind="all"):
    return next(row for row in kept_aside() if (row.scorer, row.comments, row.kind) == (scorer, comments, kind))


def test_the_table_shows_the_figures_of_the_record():
    assert between("accuracy") == as_table(list(kept_aside()))


def test_the_counts_of_a_figure_fit_together():
    for row in kept_aside():
        crossed = np.array(row.crossed)
        assert crossed[1].sum() <= row.calm and row.sided + row.calm == row.n
        assert row.right <= row.n and row.sided_right <= row.sided and row.calm_found <= row.calm


def test_every_amendment_was_measured():
    rows = [line.strip("| ").split(" | ") for line in between("amendments").splitlines()[2:]]
    assert [row[0] for row in rows] == ["nothing", *AMENDMENTS, "all"]
    whole = int(rows[0][2].strip("| ").replace(",", ""))
    n = round(whole / float(rows[0][1].rstrip("%")) * 100)
    for _, right, change, _ in rows[1:]:
        assert float(right.rstrip("%")) == pytest.approx(100 * (whole + int(change)) / n, abs=0.02)


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("kind", ["praise", "improve", "why", "open"])
def test_charts_state_the_record_of_a_survey_with_the_same_kind_of_question(rules, kind):
    told = track_record(rules, kind=kind)
    row, unlike = (
        of("neural" if rules == "cx+neural" else rules, "patients", kind),
        of("neural" if rules == "cx+neural" else rules, "tweets"),
    )
    said = [int(share) for share in re.findall(r"(\d+)% \(", told)]
    parts = [(row.sided_right, row.sided), (row.right, row.n), (row.calm_found, row.calm), (unlike.right, unlike.n)]
    assert said == [int(number(100 * hits / n)) for hits, n in parts]
    assert f"{row.n:,} answers of patients" in told and "Yours were not among them" in told and "coded=" in told


def test_a_language_that_was_not_checked_is_named():
    assert "nothing in German was checked" in track_record("neural", language="de")
    assert "was checked" not in track_record("neural")


def test_a_scorer_of_ones_own_has_no_record():
    assert "nothing is known" in track_record("mine") and kept_aside_errors("mine") is None


@pytest.mark.parametrize("kind", ["praise", "improve", "why", "open"])
def test_errors_of_another_trade_are_worth_little(kind):
    errors = kept_aside_errors("cx", kind)
    assert errors.sum(axis=1) == pytest.approx([60] * 3)
    # Praise and blame are told apart better than chance would.
    assert errors[0, 0] > 30 and errors[2, 2] > 20


def test_goals_are_met_on_what_was_kept_aside():
    service = [of("cx", name) for name in ("telephones", "restaurants")]
    assert min(row.sided_right / row.sided for row in service) >= 0.84
    patients, tweets = of("cx", "patients"), of("cx", "tweets")
    assert patients.sided_right / patients.sided >= 0.845 and abs(patients.bias) <= 5
    assert tweets.sided_right / tweets.sided >= 0.84
    nltk = of("nltk", "patients")
    assert patients.f1 >= nltk.f1 + 6 and patients.right / patients.n >= nltk.right / nltk.n + 0.05


def test_no_written_sentence_repeats_a_held_out_clause():
    def runs(text):
        words = re.findall(r"[a-z0-9']+", text.lower())
        return {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}

    held = set().union(*(runs(text) for text in clauses("heldout")[0]))
    assert len(held) > 300
    assert not [text for text in written_sentences()[0] if runs(text) & held]


def test_figures_by_hand(tmp_path):
    tone = np.array([1, 1, -1, 0])
    shares = np.array([[0.05, 0.05, 0.9], [0.05, 0.05, 0.9], [0.05, 0.05, 0.9], [0.05, 0.9, 0.05]])
    # One in three that were said to be positive at 90% is negative.
    assert misses(shares, tone) == pytest.approx(100 * ((0.1 + 0.85) + (0.05 * 3 + 0.1) + (0.7 + 0.05)) / 12, abs=8)
    row = figure("a", "open", "cx", tone, np.array([1, 1, 1, 0]), np.array([0.5, 0.5, 0.5, 0.1]), shares, 4.0)
    assert (row.right, row.sided, row.sided_right, row.calm, row.calm_found) == (3, 3, 2, 1, 1)
    assert row.crossed == [[2, 0, 0], [0, 1, 0], [1, 0, 0]]
    # F1 of .8, 1 and 0.
    assert row.f1 == pytest.approx(60)
    line = as_table([row]).splitlines()[2]
    assert line.startswith("| a | open | 4 |  |  | 67 (21 to 94) / 75 (30 to 95) / 60 / 100 / ") and "/ +4 |" in line
    page = tmp_path / "page.md"
    page.write_text("x\n<!-- m -->\nold\n<!-- end of m -->\ny\n")
    put_between("m", "new", page)
    assert page.read_text() == "x\n<!-- m -->\nnew\n<!-- end of m -->\ny\n"
