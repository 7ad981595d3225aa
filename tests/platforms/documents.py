"""Markdown for the platforms' tests: as ChatGPT writes it, and as nobody does."""

from pathlib import Path

from hypothesis import strategies as st

TORTURE = Path(__file__).with_name("torture.md").read_text(encoding="utf-8")

WORDS = (
    """
plain words¦**bold**¦*italic*¦~~gone~~¦`code`¦**굵은 글씨**는¦*강조*를¦~~취소~~는¦**"인용"**은
**한글(영어)**을¦단어**강조**단어¦_under_ snake_case¦***both***¦**a *b* c**¦`a<b>c`¦`` `tick` ``
[a link](https://a.example/?b=1&c=2)¦[한글 **링크**](https://b.example)로
![a picture](https://a.example/p.png)¦<https://a.example/auto>¦https://a.example/bare?x=1&y=2
https://b.example을¦(https://c.example/d).¦$5 and $6¦$x$는¦$E=mc^2$¦\\(a_1 < b\\)¦5 * 3 < 4 & 2 > 1
AT&T &amp; &lt;b&gt;¦<div>text</div>¦<!channel> <@U123> <#C123|x>¦<!subteam^S1>
<https://evil.example|your bank>¦10~20분, 3~4시간¦\\*no\\* \\# \\_emphasis\\_¦[^1]¦[text][ref]¦말했다. "네!"
日本語の**太字**です。¦中文**「引用」**文字¦a | pipe¦**`code`와 글**을¦1986. a year¦:smile: @here #general
back\\slash¦100%¦&#60;!here&#62;¦**unclosed¦half `tick¦[half a link](https://
""".strip()
    .replace("\n", "¦")
    .split("¦")
)

words = st.sampled_from(WORDS)
sentence = st.lists(words, min_size=1, max_size=8).map(" ".join)
whole_words = st.sampled_from(WORDS[:-3])
whole_sentence = st.lists(whole_words, min_size=1, max_size=8).map(" ".join)
code = st.lists(
    st.sampled_from(
        ["x = 1", "", "    return a < b && c", "# no heading", "- no item", "<!channel>", "| no | table |", "가"]
    ),
    max_size=6,
).map(lambda rows: "".join(row + "\n" for row in rows))


def _block(said: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def listed(items: list[str], marks: list[str]) -> str:
        return "\n".join(mark + item for mark, item in zip(marks, items, strict=False))

    return st.one_of(
        said,
        st.builds("{} {}".format, st.sampled_from(["#", "##", "####"]), said),
        st.builds(
            listed,
            st.lists(said, min_size=1, max_size=3),
            st.sampled_from([["- ", "  - ", "    - "], ["3. ", "4. ", "   - "], ["- [ ] ", "- [x] ", "* "]]),
        ),
        st.builds("> {}\n> > {}".format, said, said),
        st.builds("```{}\n{}```".format, st.sampled_from(["", "py", "c++"]), code),
        st.builds("- {}\n\n  ```sh\n  {}\n  ```".format, said, st.sampled_from(["ls", "echo '<!here>'"])),
        st.sampled_from(["---", "| a | **나** |\n|---|--:|\n| `1` | [x](https://t.example) |\n| <b> | x\\|y |"]),
    )


documents = st.lists(_block(whole_sentence), min_size=1, max_size=8).map("\n\n".join)
"""As ChatGPT writes."""

signs = st.text(st.sampled_from('`~>-*_#|.1 \t\n[]()!<>&$\\:@xé가다。"'), max_size=60)
anything = st.lists(st.one_of(_block(sentence), signs, sentence), max_size=8).map("\n".join)
"""As nobody does."""
