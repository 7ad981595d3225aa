"""What the brain says. It reads what was typed as a model does: terms, then the question, then what is demanded.

    reply exactly PONG            PONG
    Say: TEXT                     TEXT
    What is my name?              the name after "My name is", from anything said before
    How much did you read?        how many characters were typed last: the length of a transcript, or of one message
    Write N words                 that many words
    What do you see?              the names of the files that came along
    … with a JSON schema          a value that fits it (instances.py)
    … with tools                  calls, where they are required or the question names them; later what they gave,
                                  and how much was typed to tell it
    anything else                 a sentence that quotes the question

What the endpoint types is taken from its documentation, not from its code: a model has nothing else either.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.clients.brain.instances import Json, Schema, instance, objects

WORDS = ["mango", "pear", "plum", "cherry", "fig", "grape", "lemon", "quince"]

NOW = "Answer this now:"
DEMANDS = re.compile(
    r"\n\n(?:(?:When you don't call a tool: )?Answer with one ```json|Call a tool now|Of the tools you can call"
    r"|Answer this without calling|Return the correct JSON|If you don't know)"
)
RESULTS = re.compile(
    r"^\[tool [^\n]*\]\n(.*?)(?=\n\n|\Z)|^(?P<fence>`{3,})tool_result[^\n]*\n(.*?)\n(?P=fence)", re.DOTALL | re.M
)


class Said(NamedTuple):
    """An exchange of the conversation."""

    typed: str
    answer: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed last, taken apart."""

    question: str
    demands: str
    tools: dict[str, Schema]
    """The parameters of each, by its name."""
    results: tuple[str, ...]
    """What tools gave back for this answer."""
    schema: Schema | None


def reply(earlier: Sequence[Said], typed: str, files: Sequence[str]) -> str:
    """The answer to what was typed last."""
    everything = "\n\n".join([*(one.typed for one in earlier), typed])
    read = understood(everything, typed)
    if names := _to_call(read):
        return "\n\n".join(_call(name, instance(read.tools[name], read.question)) for name in names)
    if "```json" in read.demands or "correct JSON" in read.demands:
        return f"```json\n{json.dumps(_json(read), ensure_ascii=False)}\n```"
    if read.results:
        return f"The tools say: {'; '.join(read.results)}. (I read {len(typed)} characters.)"
    return _plain(read.question, everything, typed, files)


def understood(everything: str, typed: str) -> Read:
    """`everything` that was typed in the conversation may hold tools; all else is of the last message."""
    last = typed.rpartition(NOW)[2]
    demanded = DEMANDS.search(last)
    said = last[: demanded.start()] if demanded else last
    found = list(objects(everything))
    tools = {str(one["name"]): _parameters(one) for one in found if _is_tool(one)}
    schemas = [one for one in objects(typed) if not _is_tool(one) and {"properties", "$defs", "anyOf"} & one.keys()]
    now = re.split(r"^\[(?:user|assistant)[^\n]*\]$", said, flags=re.MULTILINE)[-1]
    results = tuple((one[1] or one[3] or "").strip() for one in RESULTS.finditer(now))
    return Read(_question(said), last[len(said) :], tools, results, schemas[-1] if schemas else None)


def _question(said: str) -> str:
    if "Say: " in said:
        return said[said.rindex("Say: ") :]
    paragraphs = [
        one for one in said.split("\n\n") if one.strip() and not one.startswith(("[tool ", "```", "Now say"))
    ]
    return paragraphs[-1].strip() if paragraphs else ""


def _is_tool(found: dict[str, Json]) -> bool:
    return isinstance(found.get("name"), str) and found.keys() <= {"name", "description", "parameters"}


def _parameters(tool: dict[str, Json]) -> Schema:
    parameters = tool.get("parameters")
    return parameters if isinstance(parameters, dict) else {}


def _to_call(read: Read) -> Sequence[str]:
    """The tools that are required, or that the question is about."""
    if not read.tools or "without calling" in read.demands:
        return ()
    must = "Call a tool now" in read.demands
    if read.results and not must:
        return ()
    only = re.search(r"you can call only these now: ([^\n]*?)\.(?: |\n|$)", read.demands)
    usable = only[1].split(", ") if only else list(read.tools)
    if named := [name for name in usable if name in read.question]:
        return named
    asked = read.question.lower()
    meant = [name for name in usable if any(len(word) > 3 and word in asked for word in name.lower().split("_"))]
    return meant[:1] or (usable[:1] if must else ())


def _call(name: str, arguments: Json) -> str:
    return f"```tool_call\n{json.dumps({'name': name, 'arguments': arguments}, ensure_ascii=False)}\n```"


def _json(read: Read) -> Json:
    sentence = " ".join([read.question, *read.results])
    if read.schema is not None:
        return instance(read.schema, sentence)
    return next(objects(sentence), None) or {"status": "ok"}


def _plain(question: str, everything: str, typed: str, files: Sequence[str]) -> str:
    if "PONG" in question:
        return "PONG"
    if question.startswith("Say: "):
        return question.removeprefix("Say: ")
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
