"""``python -m benchmarks.sentiment_accuracy --data FOLDER``: how often each scorer is right on comments kept aside.

Nothing is printed for comments that a scorer has learned from. Service sentences and tweets: the whole set is kept
aside, so the telephone sentences are scored by what restaurants, tweets and films taught, and so on. Film sentences: a
scorer that saw no film at all, and ten that each learned from the other nine tenths. Harbour Bank's clauses: the part
that the neutral band was not fitted on. VADER learns nothing. With ``--amendments`` each amendment is left out in turn,
training included, and what the service sentences lose is printed.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.sentiment_sets import FILM, SERVICE, TWEETS, Judged, clauses, judged
from benchmarks.train_cx_model import by_set, head_on, student_of
from cxresearch.shares import wilson
from cxresearch.text.amendments import RULES
from cxresearch.text.cx_model import CxModel
from cxresearch.text.neural import embed
from cxresearch.text.score import score_texts
from cxresearch.text.vader import nltk_scores

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


def line(name: str, right: np.ndarray) -> str:
    estimate, low, high = (100 * float(part) for part in wilson(right.sum(), len(right)))
    return f"{name:<66} {estimate:5.1f}% ({low:.1f} to {high:.1f}; n {len(right):,})"


def without_set(data: Judged, vectors: np.ndarray, held: np.ndarray) -> CxModel:
    """The default scorer, trained on everything but some rows and other rows with the same text."""
    kept_out = {data.texts[at] for at in np.flatnonzero(held)}
    rest = ~held & np.array([text not in kept_out for text in data.texts])
    return CxModel(student_of(data.only(rest), vectors[rest]))


def service_sentences(data: Judged, vectors: np.ndarray) -> None:
    service = np.isin(data.of, SERVICE)
    part, good = data.only(service), data.positive[service] > 0.5
    compound = nltk_scores(part.texts)[:, 3]
    neural, cx = by_set(data, vectors)
    for name in (*SERVICE, "both"):
        chosen = np.ones(len(good), dtype=bool) if name == "both" else part.of == name
        print(line(f"{name}, nltk (0 counts as wrong)", (np.sign(compound) == np.where(good, 1, -1))[chosen]))
        print(line(f"{name}, cx, whole set kept aside", ((cx > 0) == good)[chosen]))
        print(line(f"{name}, neural, whole set kept aside", ((neural > 0) == good)[chosen]))


def rated_sets(data: Judged, vectors: np.ndarray) -> None:
    service = np.isin(data.of, SERVICE)
    head = head_on(vectors[service], data.positive[service])
    for name in (TWEETS, FILM):
        held = data.of == name
        part = data.only(held)
        model = without_set(data, vectors, held)
        leans = {
            "nltk": nltk_scores(part.texts)[:, 3],
            "cx, whole set kept aside": model.lean(part.texts),
            "neural (service sentences alone)": head.lean(vectors[held]),
        }
        if name == FILM:
            part_of = np.random.default_rng(0).permutation(held.sum()) % 10
            lean = np.zeros(held.sum())
            for fold in range(10):
                out = np.zeros(len(held), dtype=bool)
                out[np.flatnonzero(held)[part_of == fold]] = True
                lean[part_of == fold] = without_set(data, vectors, out).lean(data.only(out).texts)
            leans["cx, learned from the other nine tenths"] = lean
        sided = part.has_side
        for scorer, lean in leans.items():
            r = np.corrcoef(np.tanh(lean / 2) if scorer != "nltk" else lean, part.rating)[0, 1]
            told = line(f"{name}, {scorer}", ((lean > 0) == (part.rating > 0))[sided])
            print(f"{told}; r with people's mean rating {r:.3f}")


def three_classes() -> None:
    texts, tone = clauses("heldout")
    names = np.array(["negative", "neutral", "positive"])[tone + 1]
    for rules in ("nltk", "cx", "neural"):
        scores = score_texts(texts, rules=rules, language="en")
        label = scores["label"].to_numpy()
        sided = tone != 0
        side = np.sign(scores["compound"].fillna(0).to_numpy())
        print(line(f"Harbour Bank clauses held out, {rules}, three classes", label == names))
        print(line(f"Harbour Bank clauses held out, {rules}, two classes", side[sided] == tone[sided]))
        neutral = label[tone == 0]
        print(line(f"Harbour Bank clauses held out, {rules}, neutral called neutral", neutral == "neutral"))


def other_languages() -> None:
    texts = [text for pair in LANGUAGES.values() for text in pair]
    found = score_texts(texts, rules="neural")
    right = np.sign(found["compound"].to_numpy()) == np.tile([1, -1], len(LANGUAGES))
    print(line(f"two sentences each in {', '.join(LANGUAGES)}: neural", right))


def amendments(data: Judged, vectors: np.ndarray) -> None:
    service = np.isin(data.of, SERVICE)
    good = data.positive[service] > 0.5
    whole = by_set(data, vectors)[1]
    print(line("all amendments", (whole > 0) == good))
    for rule in (*RULES, "all"):
        without = frozenset(RULES) if rule == "all" else frozenset([rule])
        lean = by_set(data, vectors, without=without)[1]
        change = int(((lean > 0) == good).sum() - ((whole > 0) == good).sum())
        touched = int(((lean > 0) != (whole > 0)).sum())
        print(f"without {rule:<28} {change:+4d} right of {len(good):,}; {touched} change sides", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--amendments", action="store_true")
    options = parser.parse_args()
    if options.cache:
        os.environ["CXRESEARCH_CACHE"] = str(options.cache)
    data = judged(options.data)
    vectors = embed(data.texts)
    if options.amendments:
        amendments(data, vectors)
        return
    service_sentences(data, vectors)
    rated_sets(data, vectors)
    three_classes()
    other_languages()


if __name__ == "__main__":
    main()
