"""``python -m benchmarks.sentiment_accuracy --data FOLDER``: how often each scorer is right on comments kept aside.

Each set is kept aside whole: what is counted for patients comes from a scorer, a neutral band and a calibration that
saw no patient. Only Harbour Bank's held-out clauses are scored by what ships, which had its training clauses. Three
classes are people's. Beside the share that is right stand what matters to whoever reads a chart: macro-F1, how many of
the neutral ones are found, by how many points a probability misses what comes true (the mean over ten bins and three
classes), and by how many points the share of negative comments is off, found with the set's own prior as `sentiment`
finds it. The table goes into ``benchmarks/README.md`` and the figures that every chart states into
``cxresearch/text/data/track_record.json``, with the errors that correct the shares of small groups.
``--amendments`` leaves out each amendment in turn, training included, and writes what is lost.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from benchmarks.sentiment_sets import FILMS, NEWS, PATIENTS, SERVICE, TWEETS, clauses
from benchmarks.train_cx_model import (
    WordVectors,
    calibrated,
    cx_kept_aside,
    everything,
    learned_by_neural,
    neural_kept_aside,
    word_vectors,
)  # fmt: skip
from cxresearch.text.reading.question_kind import KINDS, OPEN
from cxresearch.text.scoring.amendments import RULES
from cxresearch.text.scoring.calibration import SEEN
from cxresearch.text.scoring.cx_model import NOUN_ALONE
from cxresearch.text.scoring.neural import embed
from cxresearch.text.scoring.priors import FEWEST, own_prior, with_prior
from cxresearch.text.scoring.score import called_by_probability, score_texts
from cxresearch.text.scoring.track_record import KeptAside, kept_aside
from cxresearch.text.scoring.vader import nltk_scores

__all__ = ["as_table", "called", "figure", "put_between"]

HERE = Path(__file__).parent
RECORD = HERE.parent / "cxresearch" / "text" / "data" / "track_record.json"
SCORERS = ("nltk", "vaderSentiment", "cx", "neural")
# Praise and blame for this check, in the order positive, negative; the lines have seen English alone.
LANGUAGES = {
    "Spanish": ("El personal fue muy amable y rápido.", "Esperé dos horas y nadie me atendió."),
    "German": (
        "Die Mitarbeiter waren sehr freundlich und schnell.",
        "Ich habe zwei Stunden gewartet, niemand half mir.",
    ),
    "French": ("Le personnel était très aimable et rapide.", "J'ai attendu deux heures et personne ne m'a aidé."),
    "Portuguese": ("Os funcionários foram muito simpáticos.", "Esperei duas horas e ninguém me atendeu."),
    "Italian": ("Il personale è stato gentile e veloce.", "Ho aspettato due ore e nessuno mi ha aiutato."),
    "Japanese": ("スタッフはとても親切で早かったです。", "二時間待っても誰も対応してくれませんでした。"),
    "Dutch": ("Het personeel was erg vriendelijk en snel.", "Ik heb twee uur gewacht en niemand hielp mij."),
    "Polish": ("Obsługa była bardzo miła i szybka.", "Czekałem dwie godziny i nikt mi nie pomógł."),
    "Swedish": ("Personalen var mycket vänlig och snabb.", "Jag väntade två timmar och ingen hjälpte mig."),
}


def figure(comments: str, kind: str, scorer: str, tone: np.ndarray, label, side, shares=None, bias=None) -> KeptAside:
    """What is told of one scorer on one set: ``tone`` people's (-1, 0, 1), ``label`` its own, ``side`` its lean."""
    sided, calm = tone != 0, tone == 0
    two = int((np.sign(side) == tone)[sided].sum())
    recall = int((label == 0)[calm].sum())
    found = [
        2 * ((label == c) & (tone == c)).sum() / max(1, (label == c).sum() + (tone == c).sum()) for c in (-1, 0, 1)
    ]
    f1 = np.mean([each for each, c in zip(found, (-1, 0, 1), strict=True) if (tone == c).any()])
    crossed = [[int(((tone == a) & (label == b)).sum()) for b in (1, 0, -1)] for a in (1, 0, -1)]
    row = KeptAside(
        comments, kind, scorer, len(tone), int((label == tone).sum()), int(sided.sum()), two, int(calm.sum()), recall,
        round(100 * float(f1), 1), None if shares is None else round(misses(shares, tone), 1),
        None if bias is None else round(bias, 1), crossed,
    )  # fmt: skip
    print(f"{comments:<26} {kind:<8} {scorer:<15} {cell(row)}", flush=True)
    return row


def cell(row: KeptAside) -> str:
    """A figure as the table shows it."""
    told = [row.told("two").replace("%", "")]
    if row.calm:
        told += [row.told("three").replace("%", ""), f"{row.f1:.0f}", f"{100 * row.calm_found / row.calm:.0f}"]
        told += ["" if row.missed is None else f"{row.missed:.0f}", "" if row.bias is None else f"{row.bias:+.0f}"]
    return " / ".join(told)


def misses(shares: np.ndarray, tone: np.ndarray) -> float:
    """Expected calibration error in points: ten bins of each class's probability, the mean of the classes."""
    total = 0.0
    for at, name in enumerate((-1, 0, 1)):
        bins = np.minimum((shares[:, at] * 10).astype(int), 9)
        gaps = np.bincount(bins, shares[:, at] - (tone == name), minlength=10)
        total += np.abs(gaps).sum() / len(tone)
    return 100 * total / 3


def called(compound: np.ndarray) -> np.ndarray:
    """-1, 0, 1 by VADER's usual bounds."""
    return np.where(compound >= 0.05, 1, np.where(compound <= -0.05, -1, 0))


def vader_figures(data: pd.DataFrame) -> list[KeptAside]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer, rows = SentimentIntensityAnalyzer(), []
    compounds = {"nltk": nltk_scores(data.text.tolist())[:, 3]}
    compounds["vaderSentiment"] = np.array([analyzer.polarity_scores(text)["compound"] for text in data.text])
    for scorer, compound in compounds.items():
        for name, kind, at in parts(data):
            tone = data.tone.to_numpy(int)[at]
            share = 100 * float((called(compound[at]) == -1).mean() - (tone == -1).mean())
            rows.append(figure(name, kind, scorer, tone, called(compound[at]), compound[at], bias=share))
    return rows


def parts(data: pd.DataFrame):
    """Each set, and each kind of question that patients were asked."""
    for name in (*SERVICE, PATIENTS, TWEETS, FILMS, NEWS):
        if (data.of == name).any():
            yield name, "all", np.flatnonzero(data.of == name)
    for kind in KINDS:
        at = np.flatnonzero((data.of == PATIENTS) & (data.kind == kind))
        if len(at) >= FEWEST:
            yield PATIENTS, kind, at


def kept_aside_figures(scorer: str, data: pd.DataFrame, seen: np.ndarray) -> list[KeptAside]:
    """Each set by a calibration that did not have it; each kind of question with its own prior, as a survey would."""
    rows, shares, plain = [], np.full((len(data), 3), np.nan), np.full((len(data), 3), np.nan)
    for name in (*SERVICE, PATIENTS, TWEETS, FILMS, NEWS):
        fitted = calibrated(data, seen, without=name)
        for kind in KINDS:
            at = np.flatnonzero((data.of == name) & (data.kind == kind))
            if len(at):
                plain[at] = fitted.shares(seen[at], kind)
                if scorer == "cx" and kind in NOUN_ALONE:
                    plain[at[seen[at, SEEN.index("bare")] > 0]] = NOUN_ALONE[kind]
                enough = len(at) >= FEWEST
                found = own_prior(plain[at], fitted.prior_of(kind)) if enough else None
                shares[at] = with_prior(plain[at], found) if enough else plain[at]
    for name, kind, at in parts(data):
        tone = data.tone.to_numpy(int)[at]
        label, side = called_by_probability(shares[at]) - 1, shares[at, 2] - shares[at, 0]
        bias = 100 * float(shares[at, 0].mean() - (tone == -1).mean())
        row = figure(name, kind, scorer, tone, label, side, shares[at], bias)
        # Small groups are scored without a prior of their own, so their errors are counted without.
        alone = called_by_probability(plain[at]) - 1
        rows.append(
            row._replace(crossed=[[int(((tone == a) & (alone == b)).sum()) for b in (1, 0, -1)] for a in (1, 0, -1)])
        )
    return rows


def neutral_ceiling(data: pd.DataFrame, seen: np.ndarray) -> str:
    """How many neutral comments can be found at the price of two points of accuracy: by curves that never saw the set,
    and by one that learned from the set's own comments (ten parts, each left out in turn), which is more than anybody
    can have who has no codes."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import cross_val_predict

    lines = []
    for name in (PATIENTS, TWEETS):
        at = np.flatnonzero(data.of == name)
        tone, fitted = data.tone.to_numpy(int)[at], calibrated(data, seen, without=name)
        shares = np.vstack([fitted.shares(seen[[row]], data.kind[row]) for row in at])
        known = np.column_stack([seen[at], pd.get_dummies(data.kind[at]), data.text[at].str.len()]).astype(float)
        model = HistGradientBoostingClassifier(max_depth=3, max_iter=60, learning_rate=0.06)
        own = cross_val_predict(model, known, tone == 0, cv=10, method="predict_proba")[:, 1]
        sides = shares[:, [0, 2]] / shares[:, [0, 2]].sum(axis=1, keepdims=True) * (1 - own[:, None])
        for way, each in (("kept aside", shares), ("own", np.column_stack([sides[:, 0], own, sides[:, 1]]))):
            right = (each.argmax(axis=1) - 1 == tone).mean()
            found = [(each * (1, factor, 1)).argmax(axis=1) - 1 for factor in np.arange(1, 6, 0.1)]
            most = max((label == 0)[tone == 0].mean() for label in found if right - (label == tone).mean() <= 0.02)
            lines.append(f"{name}, {way}: {100 * most:.0f}% of the neutral, from {100 * right:.1f}% right on")
    return "\n".join(lines)


def harbour_figures(scorers=("nltk", "cx", "neural")) -> list[KeptAside]:
    texts, tone = clauses("heldout")
    rows = []
    for rules in scorers:
        table = score_texts(texts, rules=rules, language="en", own_prior=False)
        label = table["label"].map({"negative": -1, "neutral": 0, "positive": 1}).fillna(9).to_numpy(int)
        rows.append(figure("Harbour Bank", OPEN, rules, tone, label, table["compound"].fillna(0).to_numpy()))
    return rows


def other_languages() -> KeptAside:
    texts = [text for pair in LANGUAGES.values() for text in pair]
    side = score_texts(texts, rules="neural")["compound"].to_numpy()
    tone = np.tile([1, -1], len(LANGUAGES))
    return figure(f"two sentences each in {', '.join(LANGUAGES)}", OPEN, "neural", tone, np.sign(side), side)


def as_table(figures: list[KeptAside]) -> str:
    """A row for each set and kind of question; a column a scorer."""
    rows: dict[tuple, dict[str, str]] = {}
    size: dict[tuple, int] = {}
    for each in figures:
        rows.setdefault((each.comments, each.kind), {})[each.scorer] = cell(each)
        size[each.comments, each.kind] = each.n
    lines = [f"| comments | kind of question | n | {' | '.join(SCORERS)} |", "|---|---|---|" + "---|" * len(SCORERS)]
    lines += [
        f"| {' | '.join([*key, f'{size[key]:,}', *(row.get(by, '') for by in SCORERS)])} |" for key, row in rows.items()
    ]
    return "\n".join(lines)


def put_between(mark: str, text: str, path: Path = HERE / "README.md") -> None:
    """Put a text between two marks of a page, instead of what stood there."""
    page = path.read_text("utf-8")
    begin, end = f"<!-- {mark} -->\n", f"\n<!-- end of {mark} -->"
    before, rest = page.split(begin)
    path.write_text(before + begin + text + end + rest.split(end)[1], "utf-8")


def amendments(data: pd.DataFrame, by_meaning: WordVectors) -> str:
    """The table of what each amendment is worth on service sentences and patients' answers with a side; film and
    newspaper sentences are not learned from here, since they are long and the rules many."""
    data = data[~data.of.isin([FILMS, NEWS])].reset_index(drop=True)
    groups = ((SERVICE[0],), (SERVICE[1],), (PATIENTS,))
    used = (data.of.isin([*SERVICE, PATIENTS]) & (data.tone != 0)).to_numpy()
    good = data.tone[used].to_numpy() > 0
    whole = cx_kept_aside(data, by_meaning, groups=groups)[used, 0] > 0
    lines = [f"| left out | right | right, of {used.sum():,} | comments that change sides |", "|---|---|---|---|"]
    lines.append(f"| nothing | {100 * (whole == good).mean():.2f}% | {(whole == good).sum():,} | |")
    for rule in (*RULES, "all"):
        without = frozenset(RULES) if rule == "all" else frozenset([rule])
        side = cx_kept_aside(data, by_meaning, without=without, groups=groups)[used, 0] > 0
        right = side == good
        change, moved = int(right.sum() - (whole == good).sum()), int((side != whole).sum())
        lines.append(f"| {rule} | {100 * right.mean():.2f}% | {change:+d} | {moved} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--amendments", action="store_true")
    parser.add_argument("--ceiling", action="store_true", help="what of the neutral comments can be found at all")
    parser.add_argument("--only", choices=("cx",), help="keep the other scorers' figures, which did not change")
    options = parser.parse_args()
    if options.cache:
        os.environ["CXRESEARCH_CACHE"] = str(options.cache)
    data = everything(options.data)
    by_meaning = word_vectors(data, folder=options.cache)
    if options.amendments:
        put_between("amendments", amendments(data, by_meaning))
        return
    seen = cx_kept_aside(data, by_meaning)
    if options.ceiling:
        print(neutral_ceiling(data, seen))
        return
    write_figures(data, seen, only=options.only)


def write_figures(data: pd.DataFrame, seen: np.ndarray, *, only: str | None = None) -> None:
    """The table and the record; ``only`` "cx" keeps what stands there of the other scorers."""
    found = kept_aside_figures("cx", data, seen)
    if only == "cx":
        new = {(row.comments, row.kind): row for row in (*found, *harbour_figures(["cx"]))}
        figures = [new[row.comments, row.kind] if row.scorer == "cx" else row for row in kept_aside()]
    else:
        known = learned_by_neural(data)
        read = neural_kept_aside(known, embed(known.text.tolist()))
        figures = vader_figures(data) + found + kept_aside_figures("neural", known, read)
        figures += [*harbour_figures(), other_languages()]
    put_between("accuracy", as_table(figures))
    RECORD.write_text(json.dumps([each._asdict() for each in figures], ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
