"""The contract of every Store: what was said is found again."""

from collections.abc import Sequence
from dataclasses import replace

from bridge.events import AnsweredBy, Opened, Titled
from bridge.finding.query import read
from bridge.protocols import Store
from bridge.types import Attachment, Channel, ConversationId, Image, MessageId, Person, Results, Seen, Thread, Turn
from tests.storage.ledgers import HERE, NOW, accepted, question

EVERYTHING = Seen(everything=True)


async def asked(store: Store, message: str, text: str, answer: str = "", thread: Thread = HERE) -> Turn:
    turn = await accepted(store, question(message, thread, text))
    if answer:
        await store.answered(turn.id, answer)
    return turn


async def looked(store: Store, text: str, seen: Seen = EVERYTHING, most: int = 10, offset: int = 0) -> Results:
    return await store.find(read(text, NOW, seen.person), seen, most, offset)


async def found(store: Store, text: str, seen: Seen = EVERYTHING) -> Sequence[str]:
    return [one.turn.question.message for one in (await looked(store, text, seen)).found]


KOREAN = {
    "1": "과일 가게 재고를 관리하는 방법",
    "2": "파이썬으로 서버를 설치했는데 안 돼요",
    "3": "자전거를 배우고 싶어요",
    "4": "東京でラーメンを食べたい",
    "5": "北京的天气怎么样",
    "6": "Python을 배포하려면",
}


LOOKED_FOR = {
    "1": ("과일", "게", "과일을", "과일가게", "재고 관리하다"),
    "2": ("서버 설치", "설치하는데"),
    "3": ("배웠어요", "자전거는"),
    "4": ("ラーメン", "食べ"),
    "5": ("天气", "京的"),
    "6": ("PYTHON", "python은", "배포"),
}


async def test_words_are_found_by_any_part_and_in_other_forms(store: Store) -> None:
    """One syllable, other particles and endings, other spacing; in Korean, Japanese and Chinese."""
    for message, words in KOREAN.items():
        await asked(store, message, words)
    for message, texts in LOOKED_FOR.items():
        for text in texts:
            assert (await found(store, text))[0] == message, text


async def test_what_was_asked_goes_before_what_was_answered(store: Store) -> None:
    """And what it is called before both; case, accents and width are no difference."""
    await asked(store, "1", "What is a monad?", "As a burrito")
    await asked(store, "2", "Is a ＢＵＲＲＩＴＯ healthy?", "It depends.")
    titled = await asked(store, "3", "x", "y", replace(HERE, thread="7"))
    await store.record(titled.id, Opened(ConversationId("c")))
    await store.record(titled.id, Titled("Burritó"))
    assert await found(store, "burrito") == ["3", "2", "1"]
    results = await looked(store, "burrito")
    assert results.found[0].title == "Burritó"
    assert await found(store, "burritos") == ["3", "2", "1"]
    assert await found(store, "monad burrito") == ["1"]


async def test_slips_in_latin_words_are_forgiven(store: Store) -> None:
    """One letter, two in a long word, or only how it begins; nothing is near to what is far."""
    await asked(store, "1", "How do I deploy Kubernetes?")
    for text in ("kuberntes", "kubernetse", "kuburnetis", "kuber", "deploi"):
        assert await found(store, text) == ["1"], text
    for text in ("taco", "kubx", "xubernates"):
        assert await found(store, text) == [], text


async def test_phrases_prefixes_and_what_is_not_wanted(store: Store) -> None:
    """To the letter, also where the index can't know."""
    await asked(store, "1", "to be or not to be")
    await asked(store, "2", "or to be not to")
    await asked(store, "3", "과일 가게", "사과")
    await asked(store, "4", "과일을 파는 가게")
    assert await found(store, '"to be or"') == ["1"]
    assert await found(store, 'or not -"be or"') == ["2"]
    assert await found(store, '"과일 가게"') == ["3"]
    assert await found(store, "가게 -사과") == ["4"]
    assert await found(store, "o*") == ["2", "1"]
    assert await found(store, '"???"') == []


async def test_filters(store: Store) -> None:
    """Alone and with words."""
    await asked(store, "1", "monads", "```hs\nreturn\n```")
    far = Thread("discord", "G1", "Lounge", "5")
    other = await accepted(store, replace(question("2", far, "monads"), author="kim", model="o3"))
    await store.record(other.id, AnsweredBy("gpt-5.6-sol"))
    await store.record(other.id, Image("a.png", b"x"))
    await store.answered(other.id, "so")
    await accepted(store, replace(question("3", text="look"), attachments=(Attachment("a.pdf", "F1"),)))
    assert await found(store, "in:#lounge monads") == ["2"]
    assert await found(store, "in:c1 monads") == ["1"]
    assert await found(store, "from:@KIM") == ["2"]
    assert await found(store, "on:slack monads") == ["1"]
    assert await found(store, "model:gpt-5 monads") == ["2"]
    assert await found(store, "has:code") == ["1"]
    assert await found(store, "has:file") == ["3", "2"]
    assert await found(store, "monads since:1d before:2100") == ["2", "1"]
    assert await found(store, "monads after:1970-01") == []
    assert await found(store, "monads before:1969") == []


async def test_tags_are_a_filter(store: Store) -> None:
    """For every turn of the conversation, also one that came later, and only where all of them are."""
    await asked(store, "1", "monads #infra #k8s")
    await asked(store, "2", "and functors")
    await asked(store, "3", "monads #infra", thread=replace(HERE, thread="8"))
    assert await found(store, "tag:#Infra") == ["3", "2", "1"]
    assert await found(store, "태그:infra tag:k8s") == ["2", "1"]
    assert await found(store, "functors tag:infra") == ["2"]
    assert await found(store, "functors tag:other") == []


async def test_an_old_answer_with_the_words_together_is_found_among_many(store: Store) -> None:
    """Before newer ones that have them far apart; and a question with them before all of these."""
    await asked(store, "1", "What else?", "Rub graphite on it, then take the pliers.")
    await asked(store, "2", "graphite pliers?")
    for number in range(160):
        await asked(store, f"a{number}", "More?", f"graphite {'and so on ' * 60} pliers {number}")
    while await store.index():
        pass
    assert (await found(store, "graphite pliers"))[:2] == ["2", "1"]


async def test_what_was_called_a_channel_is_looked_in(store: Store) -> None:
    """Where the platform knows it by another name than people do."""
    await asked(store, "1", "monads")
    query = replace(read("monads in:general", NOW), channels=(Channel("slack", "T1", "C1"),))
    assert len((await store.find(query, EVERYTHING)).found) == 1
    elsewhere = replace(query, channels=(Channel("slack", "T2", "C1"),))
    assert not (await store.find(elsewhere, EVERYTHING)).found


async def test_most_of_the_words_will_do_where_not_all_are_there(store: Store) -> None:
    """What is rare says more."""
    for number in range(5):
        await asked(store, f"a{number}", "How do I cook rice in a pot?")
    await asked(store, "1", "Storing avocados in the fridge")
    assert await found(store, "how store ripe avocados") == ["1"]


async def test_it_is_paged(store: Store) -> None:
    """The best first, each once; and it is said whether there are more."""
    for number in range(5):
        await asked(store, str(number), "monads")
    pages = [await looked(store, "monads", most=2, offset=offset) for offset in (0, 2, 4)]
    assert [[one.turn.question.message for one in page.found] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    assert [page.more for page in pages] == [True, True, False]


async def test_nobody_finds_what_they_may_not_see(store: Store) -> None:
    """Whatever they write; the scope is no word that could be asked for."""
    await asked(store, "1", "the secret recipe")
    stranger = Seen((Channel("slack", "T1", "C9"),), Person("slack", "T1", "U9"))
    same_name = Seen((Channel("slack", "T2", "C1"),), Person("discord", "T1", "U1"))
    for seen in (stranger, same_name, Seen()):
        for text in (
            "secret",
            "in:C1 secret",
            "from:U1",
            "has:code secret",
            '"secret recipe"',
            "secret) OR (recipe",
        ):
            assert await found(store, text, seen) == [], text


async def test_that_a_word_stands_elsewhere_can_not_be_told(store: Store) -> None:
    """What is found with a slip is the same, whether or not somebody wrote it so where one can't look."""
    await asked(store, "1", "planting mangroves")
    mine = Seen((HERE.place,), Person("slack", "T1", "U1"))
    before = [await found(store, text, mine) for text in ("mangrovas", "planting mangrovas")]
    await accepted(store, replace(question("2", replace(HERE, channel="C9"), "mangrovas"), author="U9"))
    assert [await found(store, text, mine) for text in ("mangrovas", "planting mangrovas")] == before
    assert before == [["1"], ["1"]]


async def test_what_is_said_otherwise_is_found_as_it_is_now(store: Store) -> None:
    """An answer that came, a title that changed, a question that was taken back, a Thread that was erased."""
    turn = await asked(store, "1", "monads")
    assert await found(store, "burrito") == []
    await store.record(turn.id, Opened(ConversationId("c")))
    await store.answered(turn.id, "a burrito")
    assert await found(store, "burrito monads") == ["1"]
    for title in ("Lambda", "Category"):
        await store.titled(HERE, ConversationId("c"), title)
    assert await found(store, "category") == ["1"]
    assert await found(store, "lambda") == []
    await store.call(HERE, "Our own name")
    await store.tag(HERE, ["모나드"])
    for text in ("own name", "#모나드", "category"):
        assert await found(store, text) == ["1"], text
    [shown] = (await looked(store, "burrito")).found
    assert (shown.title, shown.tags) == ("Our own name", ("모나드",))
    await store.call(HERE, "")
    await store.tag(HERE, [], ["모나드"])
    for text in ("own name", "모나드"):
        assert await found(store, text) == [], text
    await asked(store, "2", "waiting tables")
    assert await found(store, "tables") == ["2"]
    assert await store.withdraw(HERE, MessageId("2"))
    assert await found(store, "tables") == []
    await store.erase(HERE)
    assert await found(store, "burrito") == []
