"""llm, the command line: as its users type it, with a model of the endpoint in its configuration."""

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from llm.cli import cli

from tests.clients.conftest import KEY
from tests.clients.newest import MODEL, PIXEL

MODELS = """
- model_id: bridge
  model_name: {model}
  api_base: "{endpoint}"
  can_stream: true
  supports_tools: true
  supports_schema: true
  vision: true
  api_key_name: bridge
"""
TOOL = 'def get_weather(city: str) -> str:\n    "The weather in a city."\n    return f"31 degrees in {city}"\n'


@pytest.fixture
def folder(endpoint: str, tmp_path: Path) -> Path:
    """Its own, with the model in it."""
    models = MODELS.format(model=MODEL, endpoint=endpoint)
    (tmp_path / "extra-openai-models.yaml").write_text(models, "utf-8")
    return tmp_path


def llm(folder: Path, *arguments: str) -> str:
    """What it prints."""
    done = CliRunner().invoke(cli, [*arguments, "--key", KEY], env={"LLM_USER_PATH": str(folder)})
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


@pytest.mark.parametrize("way", [[], ["--no-stream"]], ids=["streamed", "whole"])
def test_prompt(folder: Path, way: list[str]) -> None:
    """With a system message and usage."""
    assert llm(folder, "-m", "bridge", "Say: hello there", "-s", "Be brief.", *way) == "hello there"


def test_conversation(folder: Path) -> None:
    """`-c` goes on with the last one."""
    llm(folder, "-m", "bridge", "My name is Alice.")
    assert llm(folder, "-c", "What is my name?") == "Alice"
    assert llm(folder, "-c", "How much did you read?") == "22 characters"


@pytest.mark.parametrize("way", [[], ["--no-stream"]], ids=["streamed", "whole"])
def test_schema(folder: Path, way: list[str]) -> None:
    """In its own short form."""
    answer = llm(folder, "-m", "bridge", "Jason is 25 years old.", "--schema", "name, age int", *way)
    assert json.loads(answer) == {"name": "Jason", "age": 25}


@pytest.mark.parametrize("way", [[], ["--no-stream"]], ids=["streamed", "whole"])
def test_tools(folder: Path, way: list[str]) -> None:
    """A function from the command line."""
    answer = llm(folder, "-m", "bridge", "What is the weather in Athens?", "--functions", TOOL, *way)
    assert "31 degrees in Athens" in answer


def test_a_picture(folder: Path) -> None:
    """A file beside the prompt."""
    picture = folder / "pixel.png"
    picture.write_bytes(base64.b64decode(PIXEL.partition(",")[2]))
    assert ".png" in llm(folder, "-m", "bridge", "What do you see?", "-a", str(picture))
