"""How often each scorer was right on comments that it had never seen; said with every chart that it makes."""

__all__ = ["track_record"]


def track_record(rules: str) -> str:
    """What is known of a scorer, in a sentence or two."""
    return _RECORDS.get(rules, f"Scores by {rules}, a scorer of your own; nothing is known here of its errors.")


_RECORDS = {
    "cx": (
        "Linear model over words, negated words, word pairs and amended VADER (Hutto & Gilbert 2014), learned from the "
        "neural scorer and people's ratings. Kept-aside check, whole sets: right on 89% (88 to 91) of 2,000 service "
        "sentences, positive against negative; with neutral as a third class on 52% (44 to 60) of 145 clauses."
    ),
    "nltk": (
        "VADER as in nltk (Hutto & Gilbert 2014), scores equal to nltk's; labels by its bounds of 0.05. Right on 66% "
        "(64 to "
        "68) of 2,000 service sentences, positive against negative, a score of 0 being wrong; with neutral as a third "
        "class on 46% (38 to 54) of 145 clauses."
    ),
    "neural": (
        "Logistic regression on multilingual-e5-small (Wang et al. 2024). Kept-aside check, whole sets: right on 93% "
        "(92 to "
        "94) of 2,000 service sentences in English, positive against negative; with neutral as a third class on 59% "
        "(50 to "
        "66) of 145 clauses; 18 of 18 sentences in nine other languages."
    ),
}
