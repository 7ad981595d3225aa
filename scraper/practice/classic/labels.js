// The words of the classic page where they are others than today's. EN and KO as seen 2026-07, else our own.
import { t as shared } from "/cdn/assets/labels.js";

const EN = {
  ask: "Chat with ChatGPT", placeholder: "Ask anything", send: "Send prompt", stop: "Stop streaming", voice: "Start Voice",
  dictate: "Start dictation", plus: "Add files and more", fromComputer: "Add photos & files",
  youSaid: "You said:", chatgptSaid: "ChatGPT said:", yours: "Your message actions", replies: "Response actions",
  copyMessage: "Copy message", editMessage: "Edit message", cancel: "Cancel", sendEdited: "Send",
  copyReply: "Copy response", good: "Good response", bad: "Bad response", share: "Share", switchModel: "Switch model",
  more: "More actions", tryAgain: "Try again", readAloud: "Read aloud",
  previous: "Previous response", next: "Next response", goOn: "Continue generating",
  copyCode: "Copy", runCode: "Run code", thinking: "Thinking", thoughtFor: (seconds) => `Thought for ${seconds}s`,
  skip: "Skip to content", history: "Chat history", newChat: "New chat", profile: "Sample Person, open profile menu",
  options: "Open conversation options", rename: "Rename", archive: "Archive", remove: "Delete",
  temporaryOn: "Turn on temporary chat", temporaryOff: "Turn off temporary chat", temporaryNote: "Temporary Chat",
  modelMenu: "Model", image: "Generated image", download: (name) => `Download ${name}`,
  configure: "Configure...", intelligence: "Intelligence", modelRow: "Model", effortRow: "Effort", modelOptions: "Model options",
  advanced: "Advanced", showAdvanced: "Show advanced options", showCompact: "Show compact options",
  ofPower: (label, at, all) => `${label}, ${at} of ${all}.`, powerKeys: "Use Left and Right arrow keys to adjust power.",
  efforts: { none: "Instant", low: "Low", medium: "Medium", high: "High", xhigh: "Extra High", max: "Pro" },
};

const KO = {
  ask: "ChatGPT와 채팅", placeholder: "ChatGPT에 물어봐", send: "프롬프트 보내기", stop: "스트리밍 중지", voice: "Voice 시작",
  dictate: "받아쓰기 시작", plus: "파일 등 추가", fromComputer: "사진 및 파일 추가",
  youSaid: "나의 말:", chatgptSaid: "ChatGPT의 말:", yours: "내 메시지 작업", replies: "응답 작업",
  copyMessage: "메시지 복사", editMessage: "메시지 편집", cancel: "취소", sendEdited: "보내기",
  copyReply: "응답 복사", good: "좋은 응답", bad: "별로인 응답", share: "공유하기", switchModel: "모델 바꾸기",
  more: "더 많은 액션", tryAgain: "다시 생성", readAloud: "소리 내어 읽기",
  previous: "이전 응답", next: "다음 응답", goOn: "계속 생성하기",
  copyCode: "복사", runCode: "코드 돌리기", thinking: "생각 중", thoughtFor: (seconds) => `${seconds}s 동안 생각함`,
  skip: "콘텐츠로 건너뛰기", history: "채팅 기록", newChat: "새 채팅", profile: "Sample Person 님, 프로필 메뉴 열기",
  options: "대화 옵션 열기", rename: "이름 바꾸기", archive: "아카이브에 보관", remove: "삭제",
  temporaryOn: "임시 채팅 켜기", temporaryOff: "임시 채팅 끄기", temporaryNote: "임시 채팅",
  modelMenu: "모델", image: "생성된 이미지", download: (name) => `${name} 다운로드`,
  configure: "구성...", intelligence: "인텔리전스", modelRow: "모델", effortRow: "추론 수준", modelOptions: "모델 옵션",
  advanced: "고급", showAdvanced: "고급 옵션 표시", showCompact: "간단히 표시",
  ofPower: (label, at, all) => `${label}, ${all}개 중 ${at}번째.`, powerKeys: "왼쪽 및 오른쪽 화살표 키로 파워를 조정하세요.",
  efforts: { none: "즉시", low: "낮음", medium: "중간", high: "높음", xhigh: "매우 높음", max: "Pro" },
};

export const t = { ...shared, ...(document.documentElement.lang.startsWith("ko") ? KO : EN) };
