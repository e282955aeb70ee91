"""The parcel service and the hospital are what they say: remade to the byte, and drawn from the planted truth."""

import csv
import zipfile

import numpy as np
import pytest

from tests.places import SAMPLES, generator

shapes = generator("answer_shapes")
CLIENTS = {"parcel-service": generator("parcel_service"), "hospital": generator("hospital")}
MADE_BY_HAND = {"study.toml", "matches.csv"}


@pytest.mark.parametrize("client", CLIENTS)
def test_every_file_is_remade_to_the_byte(tmp_path, client):
    CLIENTS[client].make(folder=tmp_path)
    made = {path.name for path in (tmp_path / client).iterdir()}
    kept = {p.name for p in (SAMPLES / client).iterdir() if p.is_file() and "codebook" not in p.name} - MADE_BY_HAND
    assert made == kept
    for name in made:
        old, new = SAMPLES / client / name, tmp_path / client / name
        if new.suffix == ".xlsx":  # compared unpacked: zlib may compress in another way elsewhere
            with zipfile.ZipFile(old) as a, zipfile.ZipFile(new) as b:
                assert {n: a.read(n) for n in a.namelist()} == {n: b.read(n) for n in b.namelist()}
        else:
            assert old.read_bytes() == new.read_bytes(), name


@pytest.mark.parametrize("mean", [5, 33, 50, 78, 97])
@pytest.mark.parametrize("points", [5, 6, 7, 11])
def test_answers_have_the_planted_mean(mean, points):
    shares = shapes.answer_shares(mean, points)
    assert shares.sum() == pytest.approx(1) and (shares > 0).all()
    assert shapes.true_mean(shares) == pytest.approx(mean)


def rows_of(name, client, delimiter=","):
    with open(SAMPLES / client / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_customers_of_the_parcel_service_answer_as_planted():
    made, rows = CLIENTS["parcel-service"], rows_of("customers.csv", "parcel-service")
    for topic, (mean, *_) in made.TOPICS.items():
        column = [row[made.QUESTION.format(made.ASKED_AS[topic])] for row in rows]
        answers = np.array([int(cell[0]) for cell in column if cell])
        assert abs((answers.mean() - 1) / 6 * 100 - mean) < 3, topic
    hard = [row for row in rows if int(row["How easy was it to get your parcel?"][0]) <= 3]
    left = np.mean([row["Have you switched to another carrier?"] == "Yes" for row in hard])
    assert abs(left - made.SWITCHED["hard"]) < 0.04


def test_patients_of_the_hospital_answer_as_planted():
    made, rows = CLIENTS["hospital"], rows_of("patienten.csv", "hospital")
    for k, (topic, (mean, *_)) in enumerate(made.TOPICS.items(), start=1):
        marks = np.array([int(row[f"NOTE_SQ{k:03d}"][1]) for row in rows if row[f"NOTE_SQ{k:03d}"]])
        assert abs((6 - marks.mean()) / 5 * 100 - mean) < 3, topic
    score = np.array([int(row["EMPF"]) for row in rows])
    assert abs(100 * ((score >= 9).mean() - (score <= 6).mean()) - 1) < 7
    assert {row["STATION"] for row in rows} == set(made.WARDS)
