// The interface's words, by the language of the page. EN and KO labels as observed 2026-09 and 2026-10.
import * as walls from "./labels_walls.js";

const EN = {
  ask: "Ask ChatGPT", send: "Send", stop: "Stop", voice: "Start voice conversation", dictate: "Dictate",
  plus: "Add files and more", photosOrVideos: "Attach photos or videos", photos: "Attach photos", files: "Attach files",
  model: "Select ChatGPT model", effort: "Reasoning effort", newChat: "New chat", temporary: "Temporary chat",
  sidebar: "Chats", youSaid: "You said:", chatgptSaid: "ChatGPT said:",
  copyMessage: "Copy message", sharePrompt: "Share prompt", editMessage: "Edit message",
  copy: "Copy", rate: "Rate response", share: "Share", readAloud: "Read aloud", regenerate: "Regenerate response",
  more: "More actions", sources: "Sources", editCode: "Edit code", copyTable: "Copy table",
  thinking: "Thinking", thoughtFor: (seconds) => `Thought for ${seconds}s`,
  latest: "Latest response", complete: "Response complete", toBottom: "Scroll to bottom",
  earlier: "Loading earlier messages",
  disclaimer: "ChatGPT can make mistakes. Check important information.", greeting: "Where shall we begin?",
  unable: (id) => `Unable to load conversation ${id}`,
  wrong: "Something went wrong while generating the response.", stopped: "You stopped this response",
  rename: "Rename", archive: "Archive", remove: "Delete", removeTitle: "Delete chat?",
  removeText: "This will delete the conversation.", rowMenu: (title) => `More options for ${title}`, conversationMenu: "More",
  generatedImages: "Generated images", generatedImage: "Generated image",
  selectModel: "Select model", power: "Power", latestModel: "Latest", lockedEffort: "Not part of your plan",
  tryAgain: "Try again", addDetails: "Add details", moreConcise: "More concise", good: "Good response", bad: "Bad response",
  branch: "Branch in new chat", previousResponse: "Previous response", nextResponse: "Next response",
  previousMessage: "Previous message", nextMessage: "Next message", goOn: "Continue generating", cancel: "Cancel",
  fromComputer: "Upload from computer", uploadFailed: (name) => `Failed to upload ${name}`,
  pasted: "Pasted text", removePasted: "Remove attachment: Pasted text", removeFile: (name) => `Remove ${name}`,
};

const KO = {
  ask: "ChatGPT에게 물어보세요", send: "보내기", stop: "중지", voice: "음성 대화 시작", dictate: "음성 입력",
  plus: "파일 등 추가", photosOrVideos: "사진 또는 동영상 첨부", photos: "사진 첨부", files: "파일 첨부",
  model: "ChatGPT 모델 선택", effort: "추론 수준", newChat: "새 채팅", temporary: "임시 채팅",
  sidebar: "채팅", youSaid: "내가 한 말:", chatgptSaid: "ChatGPT 답변:",
  copyMessage: "메시지 복사", sharePrompt: "프롬프트 공유", editMessage: "메시지 편집",
  copy: "복사", rate: "응답 평가", share: "공유", readAloud: "소리 내어 읽기", regenerate: "응답 다시 생성",
  more: "추가 액션", sources: "소스", editCode: "코드 편집", copyTable: "표 복사",
  thinking: "생각 중", thoughtFor: (seconds) => `${seconds}s 동안 생각함`,
  latest: "최신 응답", complete: "응답이 완료되었습니다", toBottom: "맨 아래로 스크롤", earlier: "이전 메시지를 불러오는 중",
  disclaimer: "ChatGPT는 실수할 수 있습니다. 중요한 내용은 확인해 주세요.", greeting: "무엇부터 시작할까요?",
  unable: (id) => `대화를 불러올 수 없습니다: ${id}`,
  wrong: "응답을 만드는 중 문제가 발생했습니다.", stopped: "이 응답을 중지했습니다",
  rename: "이름 바꾸기", archive: "아카이브에 보관", remove: "삭제", removeTitle: "채팅을 삭제하시겠습니까?",
  removeText: "이 대화가 삭제됩니다.", rowMenu: (title) => `${title} 추가 옵션`, conversationMenu: "더보기",
  generatedImages: "생성된 이미지", generatedImage: "생성된 이미지",
  selectModel: "모델 선택", power: "파워", latestModel: "최신", lockedEffort: "현재 요금제에 포함되지 않습니다",
  tryAgain: "다시 시도", addDetails: "더 자세히", moreConcise: "더 간결하게", good: "좋은 응답", bad: "별로인 응답",
  branch: "새 채팅으로 분기", previousResponse: "이전 응답", nextResponse: "다음 응답",
  previousMessage: "이전 메시지", nextMessage: "다음 메시지", goOn: "계속 생성하기", cancel: "취소",
  fromComputer: "컴퓨터에서 업로드", uploadFailed: (name) => `${name} 업로드 실패`,
  pasted: "붙여넣은 텍스트", removePasted: "붙여넣은 텍스트 첨부 제거", removeFile: (name) => `${name} 제거`,
};

export const t = document.documentElement.lang.startsWith("ko") ? { ...KO, ...walls.KO } : { ...EN, ...walls.EN };
