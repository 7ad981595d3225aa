"""What is wanted: turns that are known, and what people write who look for them again; by class."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.finding.archive import APART, BEGUN
from bridge.types import MessageId, Question, State, Thread, Turn, TurnId

KOREAN = (
    ("과일", "냉장고", "보관하는", "보관했는데", "에틸렌", "postgres", "복숭아"),
    ("자전거", "브레이크", "고치는", "고쳤어요", "케이블", "arduino", "안장"),
    ("김치", "찌개", "끓이는", "끓였는데", "두부", "docker", "멸치"),
    ("전세", "계약서", "확인하는", "확인하려면", "등기부", "kubernetes", "보증금"),
    ("고양이", "사료", "고르는", "골라야", "단백질", "grafana", "알레르기"),
    ("파이썬", "가상환경", "만드는", "만들었더니", "의존성", "poetry", "인터프리터"),
    ("영어", "발음", "배우는", "배웠어요", "억양", "whisper", "강세"),
    ("커피", "원두", "볶는", "볶아서", "추출", "raspberry", "산미"),
    ("피아노", "악보", "외우는", "외웠는데", "마디", "musescore", "페달"),
    ("등산", "배낭", "꾸리는", "꾸려서", "침낭", "garmin", "스틱"),
    ("주식", "배당금", "계산하는", "계산해야", "세율", "pandas", "공시"),
    ("여권", "사진", "찍는", "찍었더니", "규격", "lightroom", "배경"),
    ("아기", "이유식", "먹이는", "먹였는데", "당근", "notion", "철분"),
    ("텃밭", "토마토", "심는", "심었어요", "거름", "homeassistant", "지지대"),
    ("수영", "호흡", "익히는", "익혔더니", "팔꿈치", "tensorflow", "발차기"),
    ("중고차", "보험료", "비교하는", "비교했어요", "주행거리", "selenium", "견적"),
    ("이사", "청소", "맡기는", "맡겼는데", "곰팡이", "terraform", "포장"),
    ("논문", "초록", "번역하는", "번역했는데", "인용", "overleaf", "학회지"),
    ("드럼", "박자", "맞추는", "맞춰서", "메트로놈", "ableton", "심벌"),
    ("감기", "생강차", "마시는", "마셨더니", "비타민", "elasticsearch", "기침"),
    ("블로그", "방문자", "늘리는", "늘렸어요", "키워드", "wordpress", "유입"),
    ("캠핑", "텐트", "말리는", "말렸는데", "방수", "bluetooth", "팩다운"),
    ("세탁기", "소음", "줄이는", "줄였더니", "수평", "mosquitto", "배수"),
    ("면접", "질문", "준비하는", "준비했어요", "경력", "leetcode", "포트폴리오"),
)

ENGLISH = (
    ("sourdough", "starter", "feeding", "feed", "hydration", "levain", "thermometer"),
    ("guitar", "string", "replacing", "replaced", "winder", "fender", "intonation"),
    ("garden", "compost", "turning", "turned", "nitrogen", "vermicast", "earthworm"),
    ("kitchen", "knife", "sharpening", "sharpened", "whetstone", "shapton", "burr"),
    ("marathon", "training", "planning", "planned", "tapering", "strava", "glycogen"),
    ("mortgage", "refinance", "comparing", "compared", "amortization", "fannie", "escrow"),
    ("database", "migration", "testing", "tested", "rollback", "flyway", "checksum"),
    ("telescope", "mirror", "cleaning", "cleaned", "collimation", "newtonian", "eyepiece"),
    ("aquarium", "filter", "choosing", "choose", "ammonia", "fluval", "nitrate"),
    ("wedding", "speech", "writing", "write", "anecdote", "canva", "toastmaster"),
    ("chess", "opening", "studying", "studied", "gambit", "stockfish", "fianchetto"),
    ("laptop", "battery", "calibrating", "calibrated", "lithium", "thinkpad", "cycles"),
)

CHANNEL = "cooking"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One query, and which turn is meant."""

    kind: str
    korean: bool
    text: str
    message: str


def words() -> tuple[list[str], list[str]]:
    """All that stands in them stands in others as well."""
    korean = [word for one in KOREAN for word in (*one[:2], one[2].removesuffix("는"), one[4], one[6])]
    english = [word for one in ENGLISH for word in one] + [one[5] for one in KOREAN]
    return sorted(set(korean)), sorted(set(english))


def turns(many: int) -> Iterator[Turn]:
    """Spread over the whole archive."""
    for number, one in enumerate((*KOREAN, *ENGLISH)):
        a, b, verb, _, answer, name, other = one
        if number < len(KOREAN):
            text = f"{a}{_particle(a, '을', '를')} {b}에 {verb} 방법을 알려 주세요. {name} 이야기는 아니고요."
            said = f"먼저 {answer}{_particle(answer, '이', '가')} 중요합니다. {other}도 살펴보세요."
        else:
            text = f"What is the best way of {verb} a {a} {b}? Not with {name}, please."
            said = f"Begin with the {answer}. Then look at the {other}."
        at = BEGUN + APART * (many * (number + 1) / 40)
        thread = Thread("slack", "T1", CHANNEL if number % 2 else "C5", f"known{number}")
        question = Question(thread, MessageId(f"k{number}"), "U1", text, model="gpt-5")
        yield Turn(TurnId(0), question, "fake", State.DELIVERED, answer=said, accepted_at=at, asking_since=at)


def queries() -> Iterator[Wanted]:
    """What somebody writes who remembers some of it."""
    for number, one in enumerate(KOREAN):
        message = f"k{number}"
        for kind, text in _in_korean(one, number):
            yield Wanted(kind, True, text, message)
    for number, one in enumerate(ENGLISH, len(KOREAN)):
        for kind, text in _in_english(one, number):
            yield Wanted(kind, False, text, f"k{number}")


def _in_korean(one: tuple[str, ...], number: int) -> Iterator[tuple[str, str]]:
    a, b, _, other, answer, name, more = one
    yield "exact noun", f"{a} {b}"
    yield "one syllable", f"{a[-1]} {b}"
    yield "other ending", f"{a}{_particle(a, '은', '는')} {b}까지"
    yield "spacing", f"{a}{b}" if len(a) > 1 else f"{a} {b}"
    yield "other form", f"{a} {other}"
    yield "typo", f"{name[:2]}{name[3]}{name[2]}{name[4:]} {a}"
    yield "prefix", f"{name[:4]}* {b}"
    yield "phrase", f'"{a}{_particle(a, "을", "를")} {b}에"'
    yield "filter", f"{b} in:#{CHANNEL if number % 2 else 'C5'} from:@U1 {a}"
    yield "answer only", f"{answer} {more}"
    yield "partly in the answer", f"{a} {answer}"


def _in_english(one: tuple[str, ...], number: int) -> Iterator[tuple[str, str]]:
    a, b, _, other, answer, name, more = one
    yield "exact noun", f"{a} {b}"
    yield "other form", f"{other} {a}s {b}"
    yield "typo", f"{a[:2]}{a[3]}{a[2]}{a[4:]} {b}"
    yield "prefix", f"{name[:4]}* {a}"
    yield "phrase", f'"{a} {b}"'
    yield "filter", f"{a} {b} in:{CHANNEL if number % 2 else 'C5'} model:gpt-5"
    yield "answer only", f"{answer} {more}"
    yield "partly in the answer", f"{a} {answer}"


def _particle(word: str, closed: str, open_: str) -> str:
    return closed if (ord(word[-1]) - 0xAC00) % 28 else open_
