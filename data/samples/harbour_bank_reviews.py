"""Public reviews of Harbour Bank, as a review platform would export them, with the names that reading must drop.

Who writes chose to: the ends are planted far above what customers say who are asked.
"""

import csv

import harbour_bank_comments as comments
import numpy as np

STARS = {5: 0.38, 4: 0.09, 3: 0.06, 2: 0.10, 1: 0.37}  # of all reviews
REVIEWS = 320
FIRST = ("Ada", "Bruno", "Celia", "Dorian", "Elsa", "Fabian", "Greta", "Hugo", "Ines", "Jonas", "Klara", "Linus")
LAST = ("Ashcombe", "Birkett", "Crowhurst", "Dunmore", "Eastlake", "Farleigh", "Gainsford", "Holloway", "Ingleby",
        "Jessop", "Kirkwall", "Lavenham")
SIGNED = 0.08  # of texts end with their writer's name
HEAD = ("Review ID", "Reviewer name", "Rating", "Review title", "Review text", "Published date", "Country")
TITLES = {5: "Excellent", 4: "Good", 3: "Average", 2: "Poor", 1: "Bad"}


def write(path, rng):
    """Write the export; the same bytes for the same random numbers."""
    clauses = comments.read_clauses()
    clauses = clauses[(clauses["style"] == "customer") & clauses["question"].isin(["1", "2"])]
    pools = {tone: clauses.loc[clauses["sentiment"] == tone, "text"].tolist() for tone in ("positive", "negative")}
    stars = rng.choice(list(STARS), REVIEWS, p=list(STARS.values()))
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEAD)
        for at, given in enumerate(stars, start=1):
            tone = "positive" if given > 3 or (given == 3 and rng.random() < 0.5) else "negative"
            chosen = rng.choice(pools[tone], 1 + int(rng.integers(2)), replace=False)
            text = ". ".join(one[0].upper() + one[1:] for one in chosen)
            writer = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
            if rng.random() < SIGNED:
                text += f". {writer}"
            day = np.datetime64("2024-06-01") + int(rng.integers(0, 360))
            out.writerow([f"rv{at:05d}", writer, f"{given} stars" if given > 1 else "1 star", TITLES[int(given)], text,
                          f"{day}T09:00:00Z", "GB"])
