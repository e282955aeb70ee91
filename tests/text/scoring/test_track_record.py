"""What charts say of a scorer's errors, and the table of accuracy: one run, the same figures."""

import re

import numpy as np
import pytest

from benchmarks.sentiment_accuracy import as_confusion, as_table, put_between
from benchmarks.train_cx_model import written_sentences
from cxresearch.text.scoring.amendments import RULES as AMENDMENTS
from cxresearch.text.scoring.score import RULES
from cxresearch.text.scoring.track_record import KeptAside, kept_aside, track_record
from tests.places import ROOT

PAGE = (ROOT / "benchmarks" / "README.md").read_text("utf-8")


def between(mark: str) -> str:
    return PAGE.split(f"<!-- {mark} -->\n")[1].split(f"\n<!-- end of {mark} -->")[0]


def test_the_table_shows_the_figures_of_the_record():
    assert between("accuracy") == as_table(list(kept_aside()))


def test_the_confusion_adds_up_to_the_record():
    lines = [line.strip("| ").split(" | ") for line in between("confusion").splitlines()]
    counts = np.array([row[1:] for row in lines[2:]], dtype=int)
    for at, scorer in enumerate(("nltk", "vaderSentiment", "cx", "neural")):
        table = counts[:, 3 * at : 3 * at + 3]
        three, calm = (
            next(row for row in kept_aside() if row.scorer == scorer and row.classes == classes and "Harbour" in row[0])
            for classes in ("three classes", "called neutral")
        )
        assert np.trace(table) == three.right and (table[1, 1], table[1].sum()) == (calm.right, calm.n)


def test_every_amendment_was_measured():
    rows = [line.strip("| ").split(" | ") for line in between("amendments").splitlines()[2:]]
    assert [row[0] for row in rows] == ["nothing", *AMENDMENTS, "all"]
    # The same baseline as in the table of accuracy, and each row adds up to it.
    whole = next(row for row in kept_aside() if row.comments.startswith("telephones and") and row.scorer == "cx")
    assert int(rows[0][2].strip("| ").replace(",", "")) == whole.right
    for _, right, change, _ in rows[1:]:
        assert float(right.rstrip("%")) == pytest.approx(100 * (whole.right + int(change)) / whole.n, abs=0.006)


@pytest.mark.parametrize("rules", RULES)
def test_charts_state_shares_of_the_record(rules):
    told = track_record(rules)
    mine = [row for row in kept_aside() if row.scorer == rules]
    said = [int(share) for share in re.findall(r"(\d+)% \(", told)]
    wanted = [("telephones and", "two classes"), ("Harbour", "three classes"), ("Harbour", "called neutral")]
    for share, (comments, classes) in zip(said, wanted, strict=True):
        row = next(row for row in mine if row.comments.startswith(comments) and row.classes == classes)
        assert share == round(100 * row.right / row.n)


def test_a_scorer_of_ones_own_has_no_record():
    assert "nothing is known" in track_record("mine")


def test_goals_are_met_on_what_was_kept_aside():
    found = {(row.comments, row.apart, row.classes): row for row in kept_aside() if row.scorer == "cx"}
    share = {key: row.right / row.n for key, row in found.items()}
    assert share["telephones and restaurants, 2,000 sentences", "each set whole, in turn", "two classes"] >= 0.88
    film = [value for (_, apart, _), value in share.items() if apart.startswith(("five parts", "test part"))]
    assert len(film) == 2 and min(film) >= 0.79
    assert next(row.r for row in found.values() if row.comments.startswith("tweets") and row.r is not None) >= 0.64
    assert next(value for key, value in share.items() if key[2] == "called neutral") >= 0.55


def test_no_written_sentence_repeats_a_held_out_clause():
    from benchmarks.sentiment_sets import clauses

    def runs(text):
        words = re.findall(r"[a-z0-9']+", text.lower())
        return {" ".join(words[at : at + 4]) for at in range(len(words) - 3)}

    held = set().union(*(runs(text) for text in clauses("heldout")[0]))
    assert len(held) > 300
    assert not [text for text in written_sentences()[0] if runs(text) & held]


def test_tables_by_hand(tmp_path):
    figures = [
        KeptAside("a", "whole", "two classes", "cx", 9, 10, None),
        KeptAside("a", "whole", "two classes", "nltk", 5, 10, 0.456),
    ]
    # Wilson's intervals of 9 and 5 of 10.
    assert (
        as_table(figures).splitlines()[2] == "| a | whole | two classes | 50 (24 to 76); r .46 |  | 90 (60 to 98) |  |"
    )
    assert as_confusion({"cx": np.arange(9).reshape(3, 3)}).splitlines()[3] == "| neutral | 3 | 4 | 5 |"
    page = tmp_path / "page.md"
    page.write_text("x\n<!-- m -->\nold\n<!-- end of m -->\ny\n")
    put_between("m", "new", page)
    assert page.read_text() == "x\n<!-- m -->\nnew\n<!-- end of m -->\ny\n"
