"""What a conversation is called that its backend gave no name; pure."""

LONGEST = 60


def title_of(question: str) -> str:
    """The first line of what was asked that says something, in so many characters."""
    lines = (" ".join(line.split()).lstrip("#>-*` ") for line in question.splitlines())
    first = next(filter(None, lines), "")
    if len(first) <= LONGEST:
        return first
    return first[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
