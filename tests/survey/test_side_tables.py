"""Small tables beside a survey: what people type is read, what cannot be read is named."""

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.survey.side_tables import bad_rows, numbers_of, side_table


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_csv_is_read(tmp_path, mark, encoding):
    path = tmp_path / "table.csv"
    path.write_text(mark.join(["Name ", "hours"]) + "\n" + mark.join(["Düsseldorf", "3"]) + "\n", encoding)
    table, name = side_table(path, needs=["name"], what="inputs")
    assert (name, table["name"].tolist(), table.hours.tolist()) == ("table.csv", ["Düsseldorf"], ["3"])


def test_lines_are_counted_as_in_the_file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("name,hours\nA,1\n\n,\nB,2\n")
    assert side_table(path, what="inputs")[0].line.tolist() == [2, 5]


def test_the_frame_that_was_passed_stays_as_it_is():
    frame = pd.DataFrame({"NAME": ["A"], "hours": [3]})
    table, _ = side_table(frame, needs=["name"], what="inputs")
    assert table.columns.tolist() == ["line", "name", "hours"]
    assert frame.columns.tolist() == ["NAME", "hours"]


def test_numbers_as_people_write_them():
    found = numbers_of(pd.Series(["1,140", "1,140,500", "12,5", "-3.5", "−7", "38%", " ", None, "n/a", "1e2"]))
    assert found[:6].tolist() == [1140, 1140500, 12.5, -3.5, -7, 38]
    assert np.isnan(found[6:8]).all()
    assert found[8] == np.inf
    assert found[9] == 100


def test_what_is_no_table_is_refused(tmp_path):
    with pytest.raises(SurveyFileError, match="No file"):
        side_table(tmp_path, what="inputs")
    with pytest.raises(SurveyFileError, match="lacks the column name"):
        side_table([{"nme": 1}], needs=["name"], what="inputs")
    with pytest.raises(OptionError, match="a list must hold one mapping a row"):
        side_table(["A", "B"], what="inputs")
    with pytest.raises(OptionError, match="got dict"):
        side_table({"name": ["A"]}, what="inputs")
    with pytest.raises(SurveyFileError, match="holds no rows"):
        side_table(pd.DataFrame({"name": [None, " "]}), needs=["name"], what="inputs")
    (tmp_path / "blank.csv").write_text("")
    with pytest.raises(SurveyFileError, match="blank.csv"):
        side_table(tmp_path / "blank.csv", what="inputs")


def test_many_faults_are_told_at_once_and_counted():
    with pytest.raises(SurveyFileError, match=r"rivals: line 2: a; .*; and 2 more\. Correct these rows"):
        bad_rows("rivals", [(line, "a") for line in range(2, 10)])
    bad_rows("rivals", [])
