"""Korean words in other forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.finding.korean import bent, is_hangul, stems


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("과일을", "과일"),
        ("과일까지", "과일"),
        ("냉장고에서는", "냉장고"),
        ("설치했는데", "설치"),
        ("설치하려면", "설치"),
        ("보관하는", "보관"),
        ("배포되었습니다", "배포"),
    ],
)
def test_what_stands_behind_a_noun_is_taken_away(word: str, stem: str) -> None:
    """Particles, and what makes a verb of it."""
    assert stem in stems(word)


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("배웠어요", ("배우", "배워", "배운", "배울")),
        ("마셨더니", ("마시", "마신", "마셔")),
        ("만들었어요", ("만드", "만든", "만들")),
        ("고르는", ("고른", "골라", "골랐")),
        ("골라야", ("고르", "고른")),
        ("찍었더니", ("찍",)),
        ("줄이는", ("줄여", "줄였", "줄인")),
        ("아파서", ("아프", "아픈")),
        ("굽는", ("구운", "구웠")),
        ("구웠는데", ("굽", "구운")),
        ("짓는", ("지을", "지었")),
        ("지었는데", ("짓",)),
        ("듣고", ("들",)),
        ("들었는데", ("듣",)),
        ("노랗게", ("노란", "노래")),
    ],
)
def test_a_verb_is_known_by_its_other_forms(word: str, begins: tuple[str, ...]) -> None:
    """By how those begin."""
    assert set(begins) <= set(bent(word))


def test_a_stem_of_one_syllable_is_not_taken_for_any_word() -> None:
    """썼는데 is of 쓰, and 갈아서 of 갈; many words begin with 그 and 싸, and are of neither."""
    assert {"쓰", "쓴", "써"} <= set(bent("썼는데"))
    assert not {"싸", "싼"} & set(bent("썼는데"))
    assert not {"그", "거", "근"} & set(bent("갈아서"))


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8))
def test_whatever_the_word_its_forms_are_words(word: str) -> None:
    """Of syllables, and not empty."""
    assert stems(word)[0] == word
    assert all(one and is_hangul(one) for one in (*stems(word), *bent(word)))
