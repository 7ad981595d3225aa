"""What else people ask about: natural questions of the same fields as those that are wanted, in two languages."""

from collections.abc import Iterator
from itertools import product

KOREAN_THINGS = (
    "과일", "냉장고", "아기 이유식", "전셋집", "회의", "파이썬 코드", "허리 운동", "생일 선물", "노트북",
    "고양이 사료",
    "영어 이메일", "연말정산", "자전거", "발표 자료", "주말 나들이", "데이터베이스", "김치찌개", "비행기 표",
    "화분",
    "이직 준비", "액자", "주식", "깃 저장소", "층간소음", "면접", "카펫", "식빵", "등산 장비", "난방비",
    "웹페이지",
    "감기약", "연봉 협상", "채소 반찬", "자동차 브레이크", "계란 요리", "석사 논문", "기타 연습", "휴대폰 사진",
    "욕실",
    "학자금 대출",
)  # fmt: skip

KOREAN_ASKED = (
    "{} 고를 때 무엇을 봐야 하나요?", "{} 관련해서 초보자가 자주 하는 실수는?", "{} 비용이 보통 얼마나 드나요?",
    "{} 일정표를 표로 만들어 줘", "{}에 대해 아이에게 설명하듯 알려 주세요", "{} 블로그 글 제목을 열 개 지어 줘",
    "{} 후기를 쓰려는데 예시가 필요해요", "{} 역사를 간단히 알려 줘", "{} 전문가를 어디서 찾을 수 있나요?",
    "{} 설문 조사 문항을 만들어 주세요", "{} 용어를 영어로 뭐라고 하나요?", "{} 통계 자료는 어디에 있나요?",
    "{} 사진을 잘 찍는 요령", "{} 광고 문구 세 개만 써 줘", "{} 관련 책을 추천해 주세요",
    "{} 동호회에 가입하려면?",
    "{} 문제로 친구와 다퉜어요", "{} 때문에 잠이 안 와요", "{} 회사에 다니는 사람의 하루는?",
    "{} 점검표를 부탁해요",
)  # fmt: skip

ENGLISH_THINGS = (
    "fruit", "fridges", "baby food", "apartment leases", "meetings",
    "python scripts",
    "back exercises",
    "birthday presents", "laptops", "cat food", "business emails",
    "tax returns", "bicycles",
    "slides", "day trips",
    "databases", "stews", "plane tickets", "houseplants", "changing jobs",
    "picture frames",
    "stocks",
    "git repositories", "neighbours", "job interviews", "carpets", "bread",
    "hiking boots",
    "heating", "web pages",
    "cough medicine", "salaries", "vegetables", "car brakes", "eggs",
    "a thesis", "guitars",
    "phone pictures",
    "bathrooms", "student loans",
)  # fmt: skip

ENGLISH_ASKED = (
    "What should I look at when choosing {}?",
    "Which mistakes do beginners make with {}?",
    "How much do people usually spend on {}?",
    "Make a timetable about {} for me",
    "Explain {} as if I were five",
    "Ten titles for a blog post on {}",
    "I want to write a review about {}, give me an example",
    "A short history of {}", "Where do I find an expert on {}?",
    "Write survey questions about {}",
    "How do you say {} in Korean?", "Where are there statistics on {}?",
    "How do I draw {} well?",
    "Three slogans for {}", "Recommend books about {}",
    "How do I join a club for {}?",
    "I quarrelled with a friend about {}", "I can't sleep because of {}",
    "What is the day of somebody like who works with {}?",
    "Give me a checklist for {}",
)  # fmt: skip

NEAR = (
    "과일 주스를 만드는 기계를 추천해 주세요", "냉장고 문이 잘 닫히지 않아요", "아기가 낮에 잘 놀지 않아요",
    "전세 계약을 연장할 때 주의할 점은?", "회의를 줄이는 방법은?", "파이썬에서 리스트를 정렬하는 방법은?",
    "어깨가 아픈데 어떤 병원에 가야 하나요?", "부모님과 갈 만한 식당을 알려 주세요",
    "노트북 배터리가 빨리 닳아요",
    "고양이가 가구를 긁어요", "영어 이메일을 어떻게 시작하나요?", "연말정산은 언제까지 해야 하나요?",
    "자전거 타이어에 바람이 자꾸 빠져요", "발표 자료의 글씨 크기는 얼마가 좋은가요?",
    "비 오는 날 운전할 때 조심할 점",
    "데이터베이스 속도를 높이려면?", "김치를 담그는 순서를 알려 주세요", "비행기 좌석을 고르는 요령",
    "화분 물은 며칠마다 주나요?", "입사 첫날에 무엇을 해야 하나요?", "벽지를 혼자 바를 수 있나요?",
    "주식 배당금은 언제 들어오나요?", "깃에서 브랜치를 합치는 방법", "이웃에게 이사 떡을 돌려야 하나요?",
    "면접에 무엇을 입고 가나요?", "How do I vacuum a carpet properly?",
    "What flour is best for sourdough bread?",
    "Which mountains are good for beginners?",
    "How do I read my electricity meter?",
    "How do I add a border with CSS?",
    "How do I start running?", "How do I ask for a day off?",
    "When do toddlers begin to talk?",
    "Why does my car not start in the cold?",
    "How do I bake an egg in the oven?",
    "How do I cite a website in a thesis?",
    "How often should I change guitar strings?",
    "How do I free up space on my iPhone?",
    "What tiles suit a small bathroom?",
    "How do I thank a colleague for a gift?",
    "How do I apply for a student loan?",
)  # fmt: skip


KOREAN_ANSWERED = (
    "{}에 쓸 예산을 먼저 정하고, 오래 쓸 것과 금방 바꿀 것을 나누어 보세요.",
    "{} 경험이 많은 분께 한 번 보여 드리고 의견을 들으면 시행착오가 줄어듭니다.",
    "{} 하나만 놓고 보면 급하지 않지만, 미루면 값이 더 듭니다.",
    "우선 작은 것부터 바꾸세요. {} 상태를 사진으로 남기면 비교하기 쉽습니다.",
    "{}의 특징을 세 가지로 정리하면 쓰임새, 값, 손질하는 수고입니다.",
    "주말에 두 시간쯤 내서 {} 목록을 만들어 보면 길이 보입니다.",
)

ENGLISH_ANSWERED = (
    "Set a budget for {} first, and tell what lasts from what is soon replaced.",
    "Show {} to somebody with experience; that saves a lot of trial and error.",
    "Nothing about {} is urgent, but waiting makes it dearer.",
    "Begin with small changes, and take pictures of {} so that you can compare.",
    "Three things matter about {}: the use, the price and the upkeep.",
    "Take two hours on a weekend and make a list of {}; then it becomes clear.",
)


def turns() -> Iterator[tuple[str, str]]:
    """Questions with their answers, in an order in which no field stands together."""
    yield from ((text, "") for text in NEAR)
    for asked, said, things in (
        (KOREAN_ASKED, KOREAN_ANSWERED, KOREAN_THINGS),
        (ENGLISH_ASKED, ENGLISH_ANSWERED, ENGLISH_THINGS),
    ):
        for number, (text, thing) in enumerate(product(asked, things)):
            yield text.format(thing), said[number % len(said)].format(thing)
