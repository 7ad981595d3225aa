"""What is meant, not how it was said: questions, and how somebody says the same later, also in another language.

Written down before anything was tuned on it. Each stands once in the archive, between others of the same fields.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.finding.archive import APART, BEGUN
from bench.finding.known import Wanted
from bridge.types import MessageId, Question, State, Thread, Turn, TurnId


@dataclass(frozen=True, slots=True)
class Meant:
    """One question, its answer, and what is looked for by whoever remembers neither's words."""

    asked: str
    answer: str
    again: str
    other: str
    """In the other language."""


KOREAN = (
    Meant(
        "과일을 냉장고에 오래 두려면 어떻게 보관해야 하나요?",
        "사과는 다른 것과 떼어 놓으세요. 에틸렌이 나와서 옆의 것이 빨리 무릅니다.",
        "사과나 배가 금방 상하지 않게 하는 법",
        "how to keep fruit fresh for longer",
    ),
    Meant(
        "아기가 밤에 자꾸 깨서 우는데 어떻게 재우면 좋을까요?",
        "낮잠을 일정하게 하고, 울면 몇 분 기다렸다가 토닥여 주세요.",
        "갓난아이 수면 교육 요령",
        "my baby keeps waking up at night",
    ),
    Meant(
        "전세 보증금을 돌려받지 못하면 무엇부터 해야 하나요?",
        "내용증명을 보내고 임차권등기명령을 신청하세요.",
        "집주인이 맡긴 돈을 안 줄 때 대처",
        "landlord won't return my deposit",
    ),
    Meant(
        "회의록을 짧게 요약하는 프롬프트를 만들어 줘",
        "결정된 것, 맡은 사람, 기한의 세 줄로 쓰게 하면 됩니다.",
        "미팅 내용 간추리는 지시문",
        "prompt for summarizing meeting notes",
    ),
    Meant(
        "파이썬에서 리스트의 중복을 없애는 가장 빠른 방법은?",
        "순서가 필요하면 dict.fromkeys를 쓰세요.",
        "배열에 같은 값이 여러 번 있을 때 하나만 남기기",
        "remove duplicates from a list in python",
    ),
    Meant(
        "허리가 아픈데 집에서 할 수 있는 운동을 알려 주세요",
        "고양이 자세와 브리지를 하루 두 번 하세요.",
        "요통에 좋은 스트레칭",
        "exercises for lower back pain at home",
    ),
    Meant(
        "부모님 환갑 선물로 뭐가 좋을까요?",
        "함께 가는 여행이나 안마의자를 많이 고릅니다.",
        "엄마 아빠 예순 번째 생신에 드릴 것",
        "gift ideas for parents' 60th birthday",
    ),
    Meant(
        "노트북이 너무 뜨거워지고 팬 소리가 커요",
        "통풍구의 먼지를 불어 내고 전원 모드를 균형으로 바꾸세요.",
        "컴퓨터 발열과 소음 잡기",
        "laptop overheating and loud fan",
    ),
    Meant(
        "고양이가 사료를 안 먹고 토해요. 병원에 가야 할까요?",
        "하루 넘게 먹지 않으면 바로 진료를 받으세요.",
        "반려묘가 구토하고 식욕이 없음",
        "cat vomiting and not eating",
    ),
    Meant(
        "영어 이메일에서 정중하게 거절하는 표현을 알려 주세요",
        "Thank you for thinking of me로 시작하면 부드럽습니다.",
        "외국 거래처 제안을 예의 바르게 사양하는 문구",
        "polite way to decline in an email",
    ),
    Meant(
        "연말정산에서 월세 세액공제를 받으려면 무엇이 필요한가요?",
        "임대차계약서와 주민등록등본, 이체 내역을 내세요.",
        "집세 낸 것 세금 환급받는 서류",
        "documents needed for rent tax deduction",
    ),
    Meant(
        "자전거 체인이 자꾸 빠져요",
        "변속기의 한계 나사를 조이고 체인의 길이를 보세요.",
        "페달 밟으면 사슬이 벗겨지는 문제",
        "bicycle chain keeps falling off",
    ),
    Meant(
        "발표할 때 너무 떨려서 말이 안 나옵니다",
        "첫 문장을 외우고, 천천히 숨을 내쉬고 시작하세요.",
        "사람들 앞에서 긴장하지 않는 법",
        "nervous about public speaking",
    ),
    Meant(
        "주말에 아이와 비 오는 날 갈 만한 곳이 있을까요?",
        "과학관과 실내 놀이터, 어린이 도서관이 좋습니다.",
        "우천 시 가족 나들이 장소 추천",
        "indoor places to go with kids on a rainy day",
    ),
    Meant(
        "데이터베이스를 멈추지 않고 백업하려면?",
        "스냅샷을 뜨거나 복제본에서 덤프하세요.",
        "서비스 중단 없이 DB 사본 만들기",
        "back up a database without downtime",
    ),
    Meant(
        "김치찌개가 너무 시어졌는데 맛을 살릴 수 있나요?",
        "설탕을 조금 넣고 멸치 육수를 더하세요.",
        "신맛이 강한 국물 요리 고치기",
        "kimchi stew turned out too sour",
    ),
    Meant(
        "비행기를 놓치면 표를 환불받을 수 있나요?",
        "세금만 돌려주는 경우가 많으니 항공사에 바로 전화하세요.",
        "탑승 시간에 늦었을 때 항공권 값",
        "can I get a refund if I miss my flight",
    ),
    Meant(
        "화분에 작은 날벌레가 생겼어요",
        "흙의 겉을 말리고 노란 끈끈이를 꽂아 두세요.",
        "식물 흙에서 나오는 초파리 퇴치",
        "tiny flies in my plant pots",
    ),
    Meant(
        "퇴사하겠다는 말을 상사에게 어떻게 꺼내야 할까요?",
        "한 달 전에 따로 시간을 청해 짧고 분명하게 말하세요.",
        "회사 그만둔다고 팀장에게 알리기",
        "how to tell my boss I am quitting",
    ),
    Meant(
        "벽에 못을 박지 않고 액자를 거는 방법",
        "꼭꼬핀이나 접착식 고리를 쓰세요.",
        "구멍 없이 그림 붙이기",
        "hang pictures without nails",
    ),
    Meant(
        "주식과 채권의 차이를 쉽게 설명해 주세요",
        "하나는 회사의 몫을 사는 것이고 하나는 빌려주는 것입니다.",
        "지분 투자와 돈을 빌려주는 투자는 뭐가 다른가",
        "difference between stocks and bonds",
    ),
    Meant(
        "깃에서 방금 한 커밋을 취소하고 싶어요",
        "git reset --soft HEAD~1 이면 고친 것은 남습니다.",
        "마지막으로 저장한 변경 이력 되돌리기",
        "undo the last git commit",
    ),
    Meant(
        "이웃집이 밤늦게 시끄러운데 어떻게 말해야 하나요?",
        "관리사무소를 통해 전하고, 층간소음 센터에 상담하세요.",
        "윗집 소음 항의",
        "noisy neighbours late at night",
    ),
    Meant(
        "면접에서 자신의 단점을 물으면 뭐라고 답하나요?",
        "고치려고 하는 것을 예와 함께 말하세요.",
        "채용 인터뷰에서 약점 질문 대답",
        "what to say about weaknesses in a job interview",
    ),
)

ENGLISH = (
    Meant(
        "How do I get red wine out of a white carpet?",
        "Blot it, then use cold water with a little dish soap.",
        "remove a stain from a light rug",
        "카펫에 묻은 와인 얼룩 지우기",
    ),
    Meant(
        "My sourdough bread comes out flat. What am I doing wrong?",
        "The dough has probably risen for too long; shape it earlier.",
        "loaf does not rise",
        "빵이 부풀지 않고 납작해요",
    ),
    Meant(
        "What should I pack for a week of hiking in the mountains?",
        "Layers, a rain jacket, a map and more socks than you think.",
        "list of gear for a trekking trip",
        "일주일 등산 갈 때 챙길 준비물",
    ),
    Meant(
        "How can I lower my electricity bill in winter?",
        "Turn the boiler down by two degrees and seal the windows.",
        "save money on power when it is cold",
        "겨울에 전기 요금 아끼는 법",
    ),
    Meant(
        "How do I center a div vertically with CSS?",
        "Make the parent a grid and set place-items to center.",
        "put an element in the middle of the page",
        "웹페이지에서 요소를 가운데로 정렬하기",
    ),
    Meant(
        "Is it safe to run with a cold?",
        "With a runny nose alone, yes; with fever, rest.",
        "jogging while sick",
        "감기 걸렸을 때 달리기를 해도 되나요",
    ),
    Meant(
        "How do I ask for a raise?",
        "Bring three results with figures and say a number.",
        "negotiate a higher salary with my manager",
        "연봉 인상을 요구하는 방법",
    ),
    Meant(
        "My toddler refuses to eat vegetables",
        "Offer them again and again, beside something that is liked.",
        "picky child and healthy food",
        "아이가 채소를 안 먹어요",
    ),
    Meant(
        "Why does my car make a squeaking noise when I brake?",
        "The pads are worn; have them looked at soon.",
        "strange sound when stopping the vehicle",
        "브레이크를 밟으면 차에서 끽끽 소리가 나요",
    ),
    Meant(
        "How long should I boil an egg so that the yolk stays soft?",
        "Six and a half minutes, then into ice water.",
        "cooking time for runny eggs",
        "계란 반숙 삶는 시간",
    ),
    Meant(
        "How do I stop procrastinating on my thesis?",
        "Write for twenty-five minutes before you look at anything else.",
        "can't get started with my dissertation",
        "논문을 자꾸 미루게 됩니다",
    ),
    Meant(
        "What is the best way to learn the guitar as an adult?",
        "Fifteen minutes a day and songs that you like.",
        "starting a musical instrument late in life",
        "어른이 되어 기타 배우기",
    ),
    Meant(
        "How do I move my photos from an iPhone to a PC?",
        "Plug it in, trust the computer, and import them.",
        "transfer pictures from phone to computer",
        "휴대폰 사진을 컴퓨터로 옮기기",
    ),
    Meant(
        "What can I do about mold in the bathroom?",
        "Clean it with vinegar, and air the room after each shower.",
        "black spots on the shower wall",
        "욕실 곰팡이 없애는 법",
    ),
    Meant(
        "How do I write a condolence message to a colleague?",
        "Short and plain: say that you are sorry, and offer help.",
        "what to say when a coworker's father dies",
        "동료에게 보내는 조문 문자",
    ),
    Meant(
        "Should I pay off my student loan or invest?",
        "Compare the interest with what you expect to earn.",
        "repay debt early versus putting money into funds",
        "학자금 대출을 먼저 갚을까요 투자를 할까요",
    ),
)

THIRD = tuple(
    Meant(**one) for one in tomllib.loads(Path(__file__).with_name("third.toml").read_text("utf-8"))["meant"]
)
"""Written later, and tuned to by nobody."""

ALL = (*KOREAN, *ENGLISH)


def turns(many: int) -> Iterator[Turn]:
    """Spread over an archive of so many."""
    every = (*ALL, *THIRD)
    for number, one in enumerate(every):
        at = BEGUN + APART * many * (number + 1) / (len(every) + 1)
        thread = Thread("slack", "T1", "C6", f"meant{number}")
        question = Question(thread, MessageId(f"p{number}"), "U2", one.asked, model="gpt-5")
        yield Turn(TurnId(0), question, "fake", State.DELIVERED, answer=one.answer, accepted_at=at, asking_since=at)


def queries() -> Iterator[Wanted]:
    """Of each: said in other words, and in another language."""
    for number, one in enumerate((*ALL, *THIRD)):
        korean, third = not one.asked.isascii(), ", third set" * (number >= len(ALL))
        yield Wanted(f"paraphrase{third}", korean, one.again, f"p{number}")
        yield Wanted(f"other language{third}", not korean, one.other, f"p{number}")
