"""``python -m benchmarks.sentiment_accuracy --data FOLDER``: how often each scorer is right on comments kept aside.

Nothing is counted for comments that a scorer has learned from. Service sentences and tweets: the whole set is kept
aside, so the telephone sentences are scored by what restaurants, tweets and films taught, and so on. Film sentences: a
scorer that saw no film at all; five that each learned from the other four parts, with settings chosen there; and the
test part, by which nothing was ever chosen. Newspaper sentences: nobody learned from any. Harbour Bank's clauses: the
part that the neutral band was not fitted on. VADER learns nothing. The table goes into ``benchmarks/README.md`` and the
figures that every chart of sentiment states into ``cxresearch/text/data/track_record.json``. ``--amendments`` leaves
out each amendment in turn, training included, and writes what is lost.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.choose_cx_model import TEST, film_parts, nested, without_rows
from benchmarks.sentiment_sets import FILM, NEWS, SERVICE, TWEETS, Judged, clauses, judged
from benchmarks.train_cx_model import by_set
from cxresearch.text.scoring.amendments import RULES
from cxresearch.text.scoring.cx_model import cx_model
from cxresearch.text.scoring.neural import embed, neural_shares
from cxresearch.text.scoring.score import score_texts
from cxresearch.text.scoring.track_record import KeptAside
from cxresearch.text.scoring.vader import nltk_scores

__all__ = ["as_confusion", "as_table", "put_between"]

HERE = Path(__file__).parent
RECORD = HERE.parent / "cxresearch" / "text" / "data" / "track_record.json"
# People's mean rating nearer to the middle than this, on -4 to 4, counts as neutral where there are three classes.
NEUTRAL = 0.5
SCORERS = ("nltk", "vaderSentiment", "cx", "neural")
CLASSES = ("negative", "neutral", "positive")
# Praise and blame for this check, in the order positive, negative; the head has seen English alone.
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


def cell(row: KeptAside) -> str:
    """A figure as the table shows it, in percent."""
    r = "" if row.r is None else f"; r {row.r:.2f}".replace("0.", ".")
    return row.told().replace("%", "") + r


def figure(comments, apart, classes, scorer, hit, r=None) -> KeptAside:
    r = None if r is None else round(float(r), 3)
    found = KeptAside(comments, apart, classes, scorer, int(np.sum(hit)), len(hit), r)
    print(f"{comments:<34} {classes:<24} {scorer:<15} {cell(found)}", flush=True)
    return found


def vader_compounds(texts: list[str]) -> dict[str, np.ndarray]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return {
        "nltk": nltk_scores(texts)[:, 3],
        "vaderSentiment": np.array([analyzer.polarity_scores(text)["compound"] for text in texts]),
    }


def called(compound: np.ndarray) -> np.ndarray:
    """-1, 0, 1 by VADER's usual bounds."""
    return np.where(compound >= 0.05, 1, np.where(compound <= -0.05, -1, 0))


def service_sentences(data: Judged, vectors: np.ndarray) -> list[KeptAside]:
    service = np.isin(data.of, SERVICE)
    part, good = data.only(service), data.positive[service] > 0.5
    neural, cx = by_set(data, vectors)
    sides = vader_compounds(part.texts) | {"cx": cx, "neural": neural}
    names = {"telephones": part.of == SERVICE[0], "restaurants": part.of == SERVICE[1]}
    names["telephones and restaurants"] = np.ones(len(good), dtype=bool)
    return [
        figure(f"{name}, {chosen.sum():,} sentences", "each set whole, in turn", "two classes", scorer, hit[chosen])
        for name, chosen in names.items()
        for scorer in SCORERS
        for hit in [np.sign(sides[scorer]) == np.where(good, 1, -1)]
    ]


def rated_sets(data: Judged, vectors: np.ndarray) -> list[KeptAside]:
    found = []
    learned = data.of != NEWS
    known, known_vectors = data.only(learned), vectors[learned]
    for name, shown in ((TWEETS, "tweets"), (FILM, "film sentences"), (NEWS, "newspaper sentences")):
        part = data.only(data.of == name)
        model = cx_model() if name == NEWS else without_rows(known, known_vectors, known.of == name)
        apart = "no newspaper learned" if name == NEWS else "whole set kept aside"
        # The band is the shipped one, which these sets had no part in.
        shares = {"cx": cx_model().weights.calibration.shares(*model.leans(part.texts).T)}
        shares["neural"] = neural_shares(part.texts)
        compounds = vader_compounds(part.texts) | {by: share[:, 2] - share[:, 0] for by, share in shares.items()}
        for scorer in SCORERS:
            about, compound = f"{shown}, {len(part.texts):,}", compounds[scorer]
            sided, r = part.rating != 0, np.corrcoef(compound, part.rating)[0, 1]
            hit = np.sign(compound) == np.sign(part.rating)
            found.append(figure(about, apart, "two classes", scorer, hit[sided], r))
            label = shares[scorer].argmax(axis=1) - 1 if scorer in shares else called(compound)
            tone = np.where(np.abs(part.rating) < NEUTRAL, 0, np.sign(part.rating))
            found.append(figure(about, apart, "three classes", scorer, label == tone))
    film = known.of == FILM
    part, parts = known.only(film), film_parts(known)
    lean, chosen = nested(known, known_vectors)
    print("settings chosen in each part:", *chosen, sep="\n  ")
    test = parts == TEST
    last = without_rows(known, known_vectors, test).lean(known.only(test).texts)
    for about, apart, side, rating in (
        (f"film sentences, {film.sum():,}", "five parts; settings chosen anew without each", lean, part.rating),
        (f"film sentences, {test.sum():,}", "test part, opened once", last, known.rating[test]),
    ):
        hit, r = ((side > 0) == (rating > 0))[rating != 0], np.corrcoef(np.tanh(side / 2), rating)[0, 1]
        found.append(figure(about, apart, "two classes", "cx", hit, r))
    return found


def three_classes() -> tuple[list[KeptAside], dict[str, np.ndarray]]:
    """Harbour Bank's held-out clauses, and for each scorer what people said (rows) against what it said."""
    texts, tone = clauses("heldout")
    told, crossed, scored = {}, {}, {}
    for rules in ("nltk", "cx", "neural"):
        table = score_texts(texts, rules=rules, language="en")
        told[rules] = table["label"].map({name: at - 1 for at, name in enumerate(CLASSES)}).fillna(9).to_numpy(int)
        scored[rules] = table["compound"].fillna(0).to_numpy()
    scored["vaderSentiment"] = vader_compounds(texts)["vaderSentiment"]
    told["vaderSentiment"] = called(scored["vaderSentiment"])
    found = []
    for scorer in SCORERS:
        label, sided, apart = told[scorer], tone != 0, "the held-out split"
        hit = np.sign(scored[scorer][sided]) == tone[sided]
        found.append(figure(f"Harbour Bank, {sided.sum()} clauses", apart, "two classes", scorer, hit))
        found.append(figure(f"Harbour Bank, {len(tone)} clauses", apart, "three classes", scorer, label == tone))
        calm = label[tone == 0] == 0
        found.append(figure(f"Harbour Bank, {len(calm)} neutral clauses", apart, "called neutral", scorer, calm))
        crossed[scorer] = np.array([[((tone == a) & (label == b)).sum() for b in (-1, 0, 1)] for a in (-1, 0, 1)])
    return found, crossed


def other_languages() -> list[KeptAside]:
    texts = [text for pair in LANGUAGES.values() for text in pair]
    side = np.sign(score_texts(texts, rules="neural")["compound"].to_numpy())
    hit, about = side == np.tile([1, -1], len(LANGUAGES)), f"two sentences each in {', '.join(LANGUAGES)}"
    return [figure(about, "no other language learned", "two classes", "neural", hit)]


def as_table(figures: list[KeptAside]) -> str:
    """A row for each set, way of keeping apart and kind of class; a column a scorer."""
    rows: dict[tuple, dict[str, str]] = {}
    for each in figures:
        rows.setdefault((each.comments, each.apart, each.classes), {})[each.scorer] = cell(each)
    lines = [f"| comments | how kept apart | | {' | '.join(SCORERS)} |", "|---|---|---|" + "---|" * len(SCORERS)]
    lines += [f"| {' | '.join([*key, *(row.get(by, '') for by in SCORERS)])} |" for key, row in rows.items()]
    return "\n".join(lines)


def as_confusion(crossed: dict[str, np.ndarray]) -> str:
    lines = [f"| people said | {' | '.join(f'{by}: {name}' for by in crossed for name in CLASSES)} |"]
    lines += ["|---|" + "---|" * (3 * len(crossed))]
    for at, name in enumerate(CLASSES):
        lines.append(f"| {name} | {' | '.join(str(count) for table in crossed.values() for count in table[at])} |")
    return "\n".join(lines)


def put_between(mark: str, text: str, path: Path = HERE / "README.md") -> None:
    """Put a text between two marks of a page, instead of what stood there."""
    page = path.read_text("utf-8")
    begin, end = f"<!-- {mark} -->\n", f"\n<!-- end of {mark} -->"
    before, rest = page.split(begin)
    path.write_text(before + begin + text + end + rest.split(end)[1], "utf-8")


def amendments(data: Judged, vectors: np.ndarray) -> str:
    """The table of what each amendment is worth on service sentences."""
    service = np.isin(data.of, SERVICE)
    good = data.positive[service] > 0.5
    whole = by_set(data, vectors)[1] > 0
    lines = ["| left out | right | right, of 2,000 | sentences that change sides |", "|---|---|---|---|"]
    lines.append(f"| nothing | {100 * (whole == good).mean():.2f}% | {(whole == good).sum():,} | |")
    for rule in (*RULES, "all"):
        without = frozenset(RULES) if rule == "all" else frozenset([rule])
        side = by_set(data, vectors, without=without)[1] > 0
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
    options = parser.parse_args()
    if options.cache:
        os.environ["CXRESEARCH_CACHE"] = str(options.cache)
    if options.amendments:
        data = judged(options.data)
        put_between("amendments", amendments(data, embed(data.texts)))
        return
    data = judged(options.data, news=True)
    vectors = embed(data.texts)
    learned = data.of != NEWS
    figures = service_sentences(data.only(learned), vectors[learned]) + rated_sets(data, vectors)
    clauses_found, crossed = three_classes()
    figures += clauses_found + other_languages()
    put_between("accuracy", as_table(figures))
    put_between("confusion", as_confusion(crossed))
    RECORD.write_text(json.dumps([each._asdict() for each in figures], indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
