"""What the brain says. The last paragraph of what was typed is the question; what stands before it are its terms.

reply exactly PONG            PONG
Say: TEXT                     TEXT
What is my name?              the name after "My name is", from anything said before
How much did you read?        how many characters were typed last: the length of a transcript, or of one message
Write N words                 that many words
What do you see?              the names of the files that came along
… with a JSON schema          a value that fits it (instances.py)
… with tools                  calls, where they are required or the question names them; later what they gave
anything else                 a sentence that quotes the question
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

WORDS = ["mango", "pear", "plum", "cherry", "fig", "grape", "lemon", "quince"]


class Said(NamedTuple):
    """An exchange of the conversation."""

    typed: str
    answer: str


def reply(earlier: Sequence[Said], typed: str, files: Sequence[str]) -> str:
    """The answer to what was typed last."""
    question = typed.rstrip().rpartition("\n\n")[2]
    everything = "\n\n".join([*(one.typed for one in earlier), typed])
    return _plain(question, everything, typed, files)


def _plain(question: str, everything: str, typed: str, files: Sequence[str]) -> str:
    if "PONG" in question:
        return "PONG"
    if found := re.search(r"[Ss]ay: (.*)", question, re.DOTALL):
        return found[1]
    if "What is my name" in question and (names := re.findall(r"[Mm]y name is (\w+)", everything)):
        return str(names[-1])
    if "How much did you read" in question:
        return f"{len(typed)} characters"
    if found := re.search(r"Write (\d+) words", question):
        return " ".join(WORDS[number % len(WORDS)] for number in range(int(found[1])))
    if "benchmark separated by single spaces" in question:
        return "benchmark " * 600
    if files and "see" in question:
        return f"I see {', '.join(files)}."
    return f'You asked: "{" ".join(question.split())}". Here is my answer.'
