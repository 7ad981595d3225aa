"""Programs that speak OpenAI get their answers from ChatGPT's page."""

import asyncio
import json
import sys
from pathlib import Path

from openai import AsyncOpenAI

from bridge.app import App
from bridge.texts import say
from scraper.practice import PracticeSite, Rules

SYSTEM = "You are a helpful assistant. 한국어로 답해줘."
FRUIT = "내가 제일 좋아하는 과일이 뭘까?"
PROMPT = f"{SYSTEM}\n\n{FRUIT}"


async def test_the_example_of_the_readme(endpoint: str, site: PracticeSite) -> None:
    """curl, whole and streamed: the page was asked the system message and the question."""
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": FRUIT}]
    whole = json.loads(await curl(endpoint, {"model": "gpt-4o", "messages": messages}))
    answer = whole["choices"][0]["message"]["content"]
    assert answer
    assert site.posts[0].text == PROMPT
    lines = (await curl(endpoint, {"model": "gpt-4o", "messages": messages, "stream": True})).splitlines()
    chunks = [line.removeprefix("data: ") for line in lines if line]
    assert chunks[-1] == "[DONE]"
    deltas = [json.loads(chunk)["choices"][0]["delta"] for chunk in chunks[:-1]]
    assert "".join(delta.get("content", "") for delta in deltas) == answer


async def test_the_official_client(endpoint: str, site: PracticeSite) -> None:
    """Unmodified, whole and streamed, byte for byte; the models can be listed."""
    text = 'say:\n# 제목\n\n```py\n\tprint("a  b \\\\")\n```\n* 🍎'
    async with AsyncOpenAI(base_url=f"{endpoint}/v1", api_key="any") as client:
        whole = await client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}])
        stream = await client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": text}], stream=True
        )
        streamed = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        assert [model.id async for model in client.models.list()]
    assert whole.choices[0].message.content == streamed == text.removeprefix("say:\n")
    assert whole.model == "gpt-5-6-thinking"
    assert [post.began for post in site.posts] == [True, True]


async def test_a_named_thread_goes_on(endpoint: str, site: PracticeSite, config: Path) -> None:
    """x-thread: the same conversation, with only the new question typed. Forgotten it is by the program at work."""
    async with AsyncOpenAI(base_url=f"{endpoint}/v1", api_key="any") as client:
        for text in ("내가 제일 좋아하는 과일은 망고야.", FRUIT):
            answer = await client.chat.completions.create(
                model="gpt-4o",
                messages=[{"role": "user", "content": text}],
                extra_headers={"x-thread": "fruit"},
            )
    assert "망고" in (answer.choices[0].message.content or "")
    assert [post.text for post in site.posts] == ["내가 제일 좋아하는 과일은 망고야.", FRUIT]
    assert len(site.listed()) == 1
    arguments = ("-m", "bridge.cli", "forget", "fruit", "--everywhere", "--yes", "--config", str(config))
    forgets = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    said, _ = await forgets.communicate()
    assert say("forgotten_there", "ko") in said.decode()
    assert site.listed() == []


async def test_a_client_that_leaves_stops_the_page(endpoint: str, site: PracticeSite, rules: Rules) -> None:
    """In the middle of an answer; the next question is answered."""
    rules.gate.clear()
    async with AsyncOpenAI(base_url=f"{endpoint}/v1", api_key="any", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "long 400"}], stream=True
        )
        async for chunk in stream:
            if chunk.choices[0].delta.content:
                break
        await stream.close()
        async with asyncio.timeout(30):
            while not site.stops:
                await asyncio.sleep(0.01)
        rules.gate.set()
        answer = await client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "say: next"}]
        )
    assert answer.choices[0].message.content == "next"


async def test_signed_out_is_a_true_status(program: App, endpoint: str, site: PracticeSite) -> None:
    """Not an answer that says so."""
    site.signed_in = False
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}]}
    error = json.loads(await curl(endpoint, body))["error"]
    assert error["type"]
    assert "threadbridge login" in error["message"]
    assert site.posts == []


async def curl(endpoint: str, body: object) -> str:
    """What curl prints."""
    process = await asyncio.create_subprocess_exec(
        "curl",
        "-sN",
        f"{endpoint}/v1/chat/completions",
        *("-H", "Content-Type: application/json", "-H", "Authorization: Bearer KEY"),
        *("-d", json.dumps(body)),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return output.decode()
