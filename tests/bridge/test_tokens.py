"""The estimate of tokens, against o200k's own counts (bpe-openai 0.1.4)."""

import pytest

from bridge.tokens import estimated, prompt

COUNTED = {
    "English": ("People ask ChatGPT many things a day and can't find them again.", 14),
    "Korean": ("질문은 ChatGPT에 전달되었지만 답변이 끝났는지 확인하지 못했습니다.", 22),
    "Chinese": ("人们每天向聊天机器人提出许多问题,但之后很难再找到它们。", 20),
    "Russian": ("Вопрос был отправлен, но неизвестно, закончен ли ответ.", 15),
    "JSON": ('{"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190}', 23),
    "code": ("    async with backend.send(turn) as events:\n        async for event in events:\n", 17),
    "emoji": ("😀🎉🚀👨‍👩‍👧‍👦❤️🇰🇷👍🏽", 24),
}


@pytest.mark.parametrize(("text", "count"), COUNTED.values(), ids=COUNTED)
def test_near_the_real_count(text: str, count: int) -> None:
    assert estimated(text) == pytest.approx(count, rel=0.3)


def test_never_nothing() -> None:
    """Clients take a 0 for a missing count."""
    assert estimated("") == 1
    assert prompt([]) > 0


def test_longer_is_more() -> None:
    assert estimated("한국어 and English. " * 1000) == pytest.approx(
        1000 * estimated("한국어 and English. "), rel=0.1
    )
