"""What is hidden is nowhere in a report, whatever the answers and the groups' names are: drawn at random, with secrets
planted in the small groups, and searched for in every part of slides, workbook and page, embedded workbooks too."""

import json
import re
import zipfile
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import etree

import cxresearch as cx
from cxresearch.report.register import read_register
from cxresearch.report.reports import Report
from cxresearch.survey.survey import Survey

ODD = [
    "=1+1",
    "+49 team",
    "-South",
    "@SUM(A1)",
    "<b>west</b>",
    "a\x07b & 'c'",
    '"quoted"',
    "\u202eright",
    "{0}",
    "Team\n2",
]
WROTE = ["the queue is too long at noon", "friendly people at the desk", "fees are high and not explained",
         "the app is slow in the evening"]  # fmt: skip


def answers(seed: int) -> tuple[Survey, str]:
    """Three audiences and groups of odd names, one of them three people; weights make every mean unlike any other."""
    rng = np.random.default_rng(seed)
    mark = f"zyx{seed}q{rng.integers(10**6, 10**7)}"
    who = np.repeat(["Leadership", "Staff", "Customers"], [3, 90, 200])
    names = list(rng.permutation(ODD))
    team = np.where(who == "Staff", rng.choice(names[1:4], len(who)), "")
    team[np.flatnonzero(who == "Staff")[:3]] = names[0]
    small = (who == "Leadership") | (team == names[0])
    wrote = [
        f"{mark} {text}" if hidden else text for text, hidden in zip(rng.choice(WROTE, len(who)), small, strict=True)
    ]
    frame = pd.DataFrame({
        "audience": who, "team": team, "weight": rng.uniform(0.5, 2.0, len(who)), "why": wrote,
        **{name: rng.integers(0, 11, len(who)) for name in ("Billing", "Waiting", "nps")},
    })  # fmt: skip
    survey = Survey.from_frame(
        frame, roles={"audience": "audience", "group": "team", "weight": "weight"},
        scales=dict.fromkeys(("Billing", "Waiting", "nps"), (0, 10)),
    )  # fmt: skip
    return survey, mark


def results_of(survey: Survey, *, privacy: bool = True) -> list:
    told = {} if privacy else {"privacy": False}
    staff = survey.only(audience="Staff")
    teams = {"by": "team", **told}
    return [
        cx.perception_gap(survey, **told), cx.mean_score(staff, ["Billing", "Waiting"], scale="0-100", **teams),
        cx.nps(staff, "nps", **teams), cx.crosstab(staff, ["Billing"], "team", **told),
        cx.themes(survey, "why", by="audience", rules=None, **told),
    ]  # fmt: skip


def secrets_of(survey: Survey) -> set[str]:
    """Seven digits of every figure that is hidden, as it would stand in a file, and that is not shown elsewhere: the
    customers' mean stands in the row of a pair that is not hidden too."""
    found, shown = set(), set()
    for hidden, plain in zip(results_of(survey), results_of(survey, privacy=False), strict=True):
        if len(hidden.table) != len(plain.table):
            continue
        for name in hidden.table.select_dtypes("number"):
            shown |= {f"{float(one):.9f}"[:8] for one in hidden.table[name] if np.isfinite(one)}
            for one, other in zip(hidden.table[name], plain.table[name], strict=True):
                if not np.isfinite(one) and np.isfinite(other) and abs(other) % 1 > 1e-6:
                    found.add(f"{float(other):.9f}"[:8])
    # A third of three people or a share of ten is nobody's own.
    return {one for one in found - shown if len(set(one.replace(".", "").strip("-0"))) > 3}


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of an Office file, those of embedded workbooks among them."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            found |= {f"{name}/{one}": each for one, each in parts_of(part).items()} if name.endswith(".xlsx") else {}
            found[name] = part
    return found


def written(report: Report, folder) -> dict[str, str]:
    """The whole text of the three formats."""
    texts = {}
    for kind in ("pptx", "xlsx"):
        parts = parts_of(getattr(report, f"to_{kind}")(folder / f"r.{kind}").read_bytes())
        for name, part in parts.items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(part)
        texts[kind] = "\n".join(part.decode("utf-8", errors="replace") for part in parts.values())
    texts["html"] = report.to_html(folder / "r.html").read_text(encoding="utf-8")
    return texts


@pytest.mark.parametrize("seed", [1, 2])
def test_no_format_holds_what_is_hidden(tmp_path, seed):
    survey, mark = answers(seed)
    secrets = secrets_of(survey)
    assert len(secrets) >= 8
    report = Report("=cmd|' /C calc'!A0", results_of(survey))
    texts = written(report, tmp_path)
    for kind, text in texts.items():
        assert not [one for one in secrets if one in text], kind
        assert mark not in text, kind
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text if kind == "html" else ""), kind
    for kind in ("pptx", "xlsx", "html"):
        register = read_register(tmp_path / f"r.{kind}")
        blank = [one for one in register.figures if one.value is None]
        assert blank and all(one.low is None and one.high is None for one in blank)
        assert not [one for one in secrets if one in json.dumps(register.as_json())]
    for row in (row for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx") for row in sheet.iter_rows()):
        for cell in row:
            assert cell.data_type != "f" and not (isinstance(cell.value, str) and re.match(r"[=+@-]", cell.value))


def test_the_search_finds_what_is_not_hidden(tmp_path):
    """The same search on the same answers without privacy: each format shows some of them, so it is no blind search."""
    survey, _ = answers(1)
    secrets = secrets_of(survey)
    texts = written(Report("Open", results_of(survey, privacy=False)), tmp_path)
    assert all(any(one in texts[kind] for one in secrets) for kind in ("pptx", "xlsx"))
    assert any(one in texts["html"] for one in secrets)
