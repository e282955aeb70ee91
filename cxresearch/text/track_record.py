"""How often each scorer was right on comments that it had never seen; said with every chart that it makes."""

__all__ = ["track_record"]


def track_record(rules: str) -> str:
    """What is known of a scorer, in a sentence or two."""
    return _RECORDS.get(rules, f"Scores by {rules}, a scorer of your own; nothing is known here of its errors.")


_RECORDS: dict[str, str] = {}
