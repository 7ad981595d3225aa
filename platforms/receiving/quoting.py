"""What somebody else wrote stands with a question as a quote, so that the model knows whose it is."""


def quote(text: str, author: str = "") -> str:
    """Markdown, with the author's name above where that is known."""
    lines = [*([f"{author}:"] if author else []), *text.split("\n")]
    return "\n".join(f"> {line}" for line in lines)
