"""A figure is found by its id, made again from the files, and said to differ where they changed."""

import shutil

import numpy as np
import pandas as pd
import pytest

import cxresearch as cx
from cxresearch import cli
from cxresearch.errors import OptionError
from cxresearch.loaders.samples import sample_folder
from cxresearch.report.register import read_register
from cxresearch.stats.bases.naming import people
from cxresearch.wording import capital, number


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study") / "parcels"
    shutil.copytree(sample_folder() / "parcel-service", folder)
    return cx.open_study(folder)


@pytest.fixture(scope="module")
def report(study):
    made = study.report("perception_gap", "nps")
    folder = study.settings.folder / "report"
    return made.to_pptx(folder / "report.pptx"), made


def test_a_figure_is_explained(study, report):
    path, made = report
    gap = made.results[0]
    at = int(gap.table.estimate.abs().idxmax())
    figure = made.register.figures[at]
    found = study.explain(figure.key)
    row, text = gap.table.iloc[at], "\n".join(found.lines)
    assert found.figure.value == pytest.approx(row.estimate) and not found.differs
    value, low, high = (number(one, digits=4) for one in (row.estimate, row.ci_low, row.ci_high))
    assert f"{value} ({low} to {high})" in text
    assert gap.method in text and row.topic.casefold() in text.casefold()
    assert "study.step('perception_gap')" in text and "Not weighted" in text
    rows = study.now.answer_counts(study.now.roles["audience"])[row.audience_a]
    assert f"{capital(people(row.audience_a))}: {rows:,} rows came in; {int(row.n_a):,} are counted" in text
    assert read_register(path).files["study.toml"][:12] in text and "says the same" in text


def test_a_report_is_verified_until_a_file_changes(study, report, tmp_path):
    path, made = report
    good = cx.verify_report(path, study)
    assert good.agrees and good.same == good.figures == len(made.register.figures)
    folder = tmp_path / "changed"
    shutil.copytree(study.settings.folder, folder)
    customers = next(folder / file.path for file in study.settings.files if file.audience == "Customers")
    lines = customers.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    customers.write_text("".join(lines[: len(lines) - 300]), encoding="utf-8")
    changed = cx.open_study(folder)
    bad = cx.verify_report(path, folder)
    assert not bad.agrees and 0 <= bad.same < bad.figures
    assert any(customers.name in line and "changed since" in line for line in bad.lines)
    score = next(figure for figure in made.register.figures if figure.analysis == "NetPromoter")
    told = changed.explain(score.key, path)
    assert told.differs
    then, now = number(score.value, digits=4), number(told.figure.value, digits=4)
    assert then != now
    assert any("Differs" in line and then in line and now in line for line in told.lines)


def test_the_reports_in_a_study_are_verified_by_its_folder_alone(study, report, tmp_path, capsys):
    path, _ = report
    assert cli.main(["study", "verify", str(study.settings.folder)]) == 0
    assert f"{path.name}:" in capsys.readouterr().out
    empty = tmp_path / "empty"
    shutil.copytree(study.settings.folder, empty, ignore=shutil.ignore_patterns("report"))
    assert cli.main(["study", "verify", str(empty)]) == 2
    assert "holds no report" in capsys.readouterr().err


def test_a_number_that_a_hand_changed_on_a_slide_is_found(study, report, tmp_path):
    from pptx import Presentation

    path, made = report
    deck = Presentation(path)
    key = made.register.figures[0].key
    for slide in deck.slides:
        for shape in slide.shapes:
            for row in shape.table.rows if shape.has_table else ():
                for cell in row.cells:
                    if cell.text_frame.text.endswith(key):
                        cell.text_frame.paragraphs[0].runs[0].text = "+99 (98 to 100)"
    deck.save(tmp_path / "edited.pptx")
    found = cx.verify_report(tmp_path / "edited.pptx", study)
    assert not found.agrees and any(key in line and "+99" in line for line in found.lines)


@pytest.fixture(scope="module")
def talkative(tmp_path_factory):
    """A study with three open questions and touchpoints, so that one analysis is made three times, and its report."""
    folder = tmp_path_factory.mktemp("study") / "talkative"
    folder.mkdir()
    rng = np.random.default_rng(3)
    told = ["the queue was long", "friendly staff", "fees are too high", "the app crashes", "great service"]
    overall = rng.integers(1, 10, 150)
    frame = pd.DataFrame({"How likely are you to recommend us?": overall})
    for touchpoint in ("billing", "the branch", "the app"):
        frame[f"How satisfied are you with {touchpoint}?"] = np.clip(overall + rng.integers(-2, 3, 150), 0, 10)
    for at, asked in enumerate(("What did you like?", "What should we improve?", "Anything else to tell us?")):
        words = rng.choice(told[at : at + 3], 150)
        frame[asked] = [f"{one}, {rng.choice(told)}, visit {n}" for n, one in enumerate(words)]
    frame.to_csv(folder / "customers.csv", index=False)
    scales = ", ".join(f'"{name}" = [0, 10]' for name in frame.columns[:4])
    (folder / "study.toml").write_text(
        'title = "Talkative"\n[[files]]\npath = "customers.csv"\naudience = "Customers"\n'
        f'scales = {{ {scales} }}\n[questions]\nnps = "{frame.columns[0]}"\n'
        f"comments = {list(frame.columns[4:])}\n", encoding="utf-8",
    )  # fmt: skip
    study = cx.open_study(folder)
    return study, study.report("themes", "sentiment", "drivers")


def test_a_report_that_nobody_touched_is_verified(talkative, tmp_path):
    study, made = talkative
    figures = made.register.figures
    kinds = [type(result).__name__ for result in made.results]
    assert kinds.count("Themes") == kinds.count("VerbatimSentiment") == 3 and "LoyaltyDrivers" in kinds
    assert len({figure.key for figure in figures}) == len(figures)
    for name, write in (("r.pptx", made.to_pptx), ("r.xlsx", made.to_xlsx), ("r.html", made.to_html)):
        found = cx.verify_report(write(tmp_path / name), study)
        assert found.agrees and found.same == found.figures == len(figures), "\n".join(found.lines)
    # Each id leads to its own question.
    theme = [figure for figure in figures if figure.analysis == "Themes" and figure.value]
    for figure in (theme[0], theme[-1]):
        told = study.explain(figure.key)
        assert told.figure.call == figure.call and told.figure.value == pytest.approx(figure.value)


@pytest.mark.parametrize("kind", ["Themes", "VerbatimSentiment", "LoyaltyDrivers"])
def test_a_number_changed_by_hand_is_found_whatever_column_is_shown(talkative, tmp_path, kind):
    from pptx import Presentation

    study, made = talkative
    path = made.to_pptx(tmp_path / "r.pptx")
    deck = Presentation(path)
    keys = {figure.key for figure in made.register.figures if figure.analysis == kind and figure.value}
    cells = [cell for slide in deck.slides for shape in slide.shapes if shape.has_table
             for row in shape.table.rows for cell in row.cells]  # fmt: skip
    cell, key = next((cell, key) for cell in cells for key in keys
                     if cell.text_frame.text.endswith(key) and "\n" in cell.text_frame.text)  # fmt: skip
    run = cell.text_frame.paragraphs[0].runs[0]
    run.text = "0.777" + run.text[len(run.text.split(" ")[0]) :]
    deck.save(tmp_path / "edited.pptx")
    found = cx.verify_report(tmp_path / "edited.pptx", study)
    assert not found.agrees and [line for line in found.lines if key in line and "0.777" in line]
    assert found.same == found.figures


def test_of_what_is_hidden_neither_value_nor_base_is_told(tmp_path):
    folder = tmp_path / "few"
    folder.mkdir()
    shown = [f"{at % 11}" for at in range(40)]
    (folder / "customers.csv").write_text("How is the service?\n" + "\n".join(shown) + "\n", encoding="utf-8")
    (folder / "leaders.csv").write_text("How is the service?\n7\n8\n10\n", encoding="utf-8")
    (folder / "study.toml").write_text(
        'title = "Few"\n[[files]]\npath = "customers.csv"\naudience = "Customers"\n'
        'scales = {"How is the service?" = [0, 10]}\n[[files]]\npath = "leaders.csv"\naudience = "Leadership"\n'
        'scales = {"How is the service?" = [0, 10]}\n', encoding="utf-8",
    )  # fmt: skip
    study = cx.open_study(folder)
    gap = study.step("perception_gap")
    assert gap is not None and gap.table.estimate.isna().all()
    key = study.report("perception_gap").register.figures[0].key
    told = study.explain(key)
    text = "\n".join(told.lines)
    assert told.figure.value is None and "Not shown" in text
    assert "8.33" not in text and "83.3" not in text
    assert "3 leaders" not in text and "3 rows" not in text and "are counted" not in text


def test_what_is_no_id_is_refused(study, report):
    with pytest.raises(OptionError, match="is no id"):
        study.explain("billing")
    with pytest.raises(OptionError, match="No figure of this study is called G00000"):
        study.explain("G00000")
    with pytest.raises(OptionError, match="holds no register"):
        cx.verify_report(study.settings.folder / "study.toml", study)


def test_the_shell_explains_and_verifies(study, report, capsys):
    from cxresearch.cli import main

    path, made = report
    folder = str(study.settings.folder)
    assert not main(["study", "explain", folder, made.register.figures[0].key])
    assert made.register.figures[0].key in capsys.readouterr().out
    assert not main(["study", "verify", str(path), folder])
    assert "came out the same" in capsys.readouterr().out
