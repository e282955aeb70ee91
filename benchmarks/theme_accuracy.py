"""``python -m benchmarks.theme_accuracy --data FOLDER``: how far frames cover comments, and agree with people's themes.

Two things are counted on the patients' comments: the trust from which words were learned, and the other one, from which
none was; the second trust's totals were seen while words were learned on the first, so they are a little kind. People
gave their own fifty themes; which of them a theme of the frame stands for is written below. Breadth is counted on
made-up comments of the other trades, which tell little more than that no trade is forgotten. What redaction finds is
counted on five sets made by hand. The tables go into ``benchmarks/README.md``.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.sentiment_accuracy import put_between
from cxresearch.privacy.redaction import redact_texts
from cxresearch.text.reading.non_answers import is_non_answer
from cxresearch.text.themes.frame_fit import choose_frame, languages_of_column

__all__ = ["Agreement", "agreement", "patients"]

# A theme of the frame: themes of people that it stands for.
STANDS_FOR = {
    "Kindness and manner of staff": "Staff manner & personal attributes",
    "Listening and involvement": "Staff listening, understanding & involving patients",
    "Competence and training": "Competence & training",
    "Staffing and workload": "Number & deployment of staff",
    "Continuity of staff": "Staff continuity",
    "Waiting and timeliness": "Timeliness of care | Staff responsiveness",
    "Appointments": "Appointment arrangements | Appointment method",
    "Getting through by phone": "Contacting services",
    "Access and location": "Service location | Parking",
    "Transport to and from care": "Transport to/ from services",
    "Diagnosis and triage": "Diagnosis & triage",
    "Treatment and its effect": "Impact of treatment/ care | Pain management",
    "Medication": "Supplying & understanding medication",
    "Information and explanation": (
        "Information directly from staff during care | Being kept informed, clarity & consistency of information | "
        "Information provision & guidance | Unspecified communication"
    ),
    "Referral and working together": "Referals & continuity of care",
    "Admission and discharge": "Discharge | Admission | Care plans",
    "Organisation and records": "Organisation & efficiency | Patient records | Funding & use of financial resources",
    "Food and drink": "Food & drink provision & facilities",
    "Cleanliness and infection control": "Cleanliness, tidiness & infection control",
    "Rooms, comfort and facilities": (
        "Environment & Facilities | Sensory experience | Electronic entertainment | Provision of medical equipment"
    ),
    "Activities and leave": "Activities & access to fresh air | Mental Health Act",
    "Family, carers and visits": "Interaction with family/ carers",
    "Feeling safe": "Feeling safe | Safeguarding concerns?",
    "Equality and individual needs": "Equality, Diversity & Inclusion",
    "Overall impression": "Positive experience & gratitude | Negative experience & dissatisfaction",
}
NO_THEME = {"Labelling not possible", "Not assigned", ""}


@dataclass(frozen=True)
class Agreement:
    """In percent: comments that the frame finds something in, precision and recall over all themes, and F1."""

    frame: str
    n: int
    coverage: float
    named: float
    precision: float
    recall: float
    any_right: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def patients(path: Path, *, trust: str) -> pd.DataFrame:
    """``text, themes`` (a set) of one trust's comments that people gave a theme; what answers nothing is left out."""
    table = pd.read_csv(path)
    table = table[(table.trust == trust) & table.text.notna()]
    table = table[~table.text.map(is_non_answer).astype(bool)]
    table["themes"] = [set(str(cell).split(" | ")) - NO_THEME for cell in table.themes.fillna("")]
    return table[table.themes.map(bool)][["text", "themes"]].reset_index(drop=True)


def agreement(table: pd.DataFrame) -> Agreement:
    """What the frame that fits says, against what people said."""
    texts = table.text.tolist()
    frame = choose_frame(texts).frame
    hits = frame.code(texts, languages_of_column(texts))
    truth = np.zeros_like(hits)
    for at, theme in enumerate(frame.themes):
        wanted = set(STANDS_FOR.get(theme, "").split(" | "))
        truth[:, at] = [bool(wanted & given) for given in table.themes]
    both = (hits & truth).sum()
    matter = np.array([theme not in frame.alone for theme in frame.themes])
    figures = (
        hits.any(axis=1).mean(), hits[:, matter].any(axis=1).mean(), both / hits.sum(), both / truth.sum(),
        (hits & truth).any(axis=1).mean(),
    )  # fmt: skip
    return Agreement(frame.name, len(texts), *(100 * float(value) for value in figures))


def as_table(found: dict[str, Agreement]) -> str:
    lines = ["| comments | frame | n | coverage | a matter named | precision | recall | F1 | a right theme |"]
    lines += ["|---|---|---|---|---|---|---|---|---|"]
    for name, row in found.items():
        figures = (row.coverage, row.named, row.precision, row.recall, row.f1, row.any_right)
        lines.append(f"| {name} | {row.frame} | {row.n:,} | {' | '.join(f'{value:.1f}%' for value in figures)} |")
    return "\n".join(lines)


def breadth() -> str:
    """Made-up comments of each trade: which frame is chosen, and what it covers."""
    from cxresearch.text.themes.codeframe import read_codeframe
    from tests.invented_comments import COMMENTS
    from tests.trade_sentences import AFTERWARDS, SENTENCES, afterwards, trade_sentences

    lines = [
        "| trade | language | comments | frame chosen | coverage | first frame ('touchpoints') |",
        "|---|---|---|---|---|---|",
    ]
    told = dict(COMMENTS)
    for pair in SENTENCES:
        told[pair] = [text for _, text in (*trade_sentences(*pair), *(afterwards(*pair) if pair in AFTERWARDS else ()))]
    for (trade, language), texts in told.items():
        spoken = languages_of_column(texts)
        choice = choose_frame(texts).frame
        covers = 100 * choice.code(texts, spoken).any(axis=1).mean()
        before = 100 * read_codeframe("touchpoints").code(texts).any(axis=1).mean()
        lines.append(f"| {trade} | {language} | {len(texts)} | {choice.name} | {covers:.0f}% | {before:.0f}% |")
    return "\n".join(lines)


def redaction() -> str:
    """What goes that gives a person away, and what goes that is innocent."""
    from tests.privacy import redaction_sets as sets
    from tests.privacy.test_redaction_sets import is_gone

    lines = ["| set | written | gone | innocent ones touched |", "|---|---|---|---|"]
    written = {1: "with the rules", 2: "when they were frozen; then mended by", 3: "after that"}
    written |= {4: "in six languages, before the rules ran on it; then mended by", 5: "after that; no rule was changed"}
    written |= {
        6: "long afterwards, without a look at the rules; then mended by",
        7: "by who mended them; no rule was changed",
    }
    for number, when in written.items():
        told = sets.personal(getattr(sets, f"PERSONAL_{number}"))
        calm = sets.innocent(getattr(sets, f"INNOCENT_{number}"))
        cleaned = redact_texts([text for text, _ in told]).texts
        gone = sum(is_gone(clean, secrets) for clean, (_, secrets) in zip(cleaned, told, strict=True))
        touched = sum(clean != text for clean, text in zip(redact_texts(calm).texts, calm, strict=True))
        lines.append(f"| {number} | {when} | {gone} of {len(told)} | {touched} of {len(calm)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with text/patient_comments.csv")
    path = parser.parse_args().data / "text" / "patient_comments.csv"
    names = {"A": "patients, trust A: words were learned here", "B": "patients, trust B: no word was learned here"}
    found = {name: agreement(patients(path, trust=trust)) for trust, name in names.items()}
    for mark, text in (("themes", as_table(found)), ("breadth", breadth()), ("redaction", redaction())):
        print(text, "\n", sep="")
        put_between(mark, text)


if __name__ == "__main__":
    main()
