// The words of dialogs, banners and errors. Where a text has been seen it is that one (2026-07 to 10), else our own.
export const EN = {
  close: "Close", gotIt: "Got it", logIn: "Log in", signUp: "Sign up for free", retry: "Retry",
  limitTitle: "Too many requests",
  limit: "You're making requests too quickly. We've temporarily limited access to your conversations to protect "
    + "our data. Please wait a few minutes before trying again.",
  locked: {
    title: "Suspicious activity detected",
    text: "We noticed unusual activity on your account. Please secure your account to regain access.",
    secure: "Secure account",
  },
  expired: { title: "Your session has expired", text: "Please log in again to continue using the app." },
  news: {
    title: "Our terms are changing",
    text: "From next month on, new terms apply to your workspace. Please read them before you go on.",
    agree: "Agree and continue", read: "Read the terms",
  },
  upsell: {
    title: "Do more with Pro", text: "Longer answers, more files and earlier access to what is new.",
    upgrade: "Upgrade to Pro", later: "Maybe later",
  },
  tour: {
    title: "Welcome to the new ChatGPT", text: "Chats, projects and files now live side by side. Shall we show you around?",
    next: "Show me", skip: "Skip",
  },
  cookies: {
    title: "We use cookies",
    text: "Some are needed for the site to work. Others help us to measure and improve it; you can choose.",
    manage: "Manage cookies", reject: "Reject non-essential", accept: "Accept all",
  },
  cap: (time) => ({ title: "You've hit your limit for GPT-5.6 Sol.", text: `Your limit resets ${time}.` }),
  capNoTime: { title: "You've reached the current usage cap for GPT-5.6 Sol.", text: "Please try again later." },
  upgradeToContinue: "Upgrade to continue",
  full: {
    title: "You've reached the maximum length for this conversation,",
    text: "but you can keep talking by starting a new chat.", start: "Start new chat",
  },
  tooLong: "The message you submitted was too long, please reload the conversation and submit something shorter.",
  connectionLost: "Network connection lost. Attempting to reconnect...",
  policy: "This content may violate our usage policies.",
  rating: { question: "Has this conversation been helpful so far?", yes: "Yes", no: "No", dismiss: "Dismiss rating prompt" },
  choice: {
    title: "You're giving feedback on a new version of ChatGPT.",
    question: "Which response do you prefer? Responses may take a moment to load.",
    response: (n) => `Response ${n}`, prefer: "I prefer this response",
  },
  connector: {
    title: "ChatGPT wants to use Sample Drive",
    text: "It would search your files for this request. Only allow this if you trust the connector.",
    allow: "Allow", deny: "Deny",
  },
  work: { ask: "Work with ChatGPT", chat: "Chat", work: "Work" },
};

export const KO = {
  close: "닫기", gotIt: "확인", logIn: "로그인", signUp: "무료로 회원 가입", retry: "다시 시도",
  limitTitle: "요청이 너무 많습니다",
  limit: "요청을 너무 빠르게 보내고 있습니다. 데이터를 보호하기 위해 대화 접근을 잠시 제한했습니다. 몇 분 뒤에 다시 시도해 주세요.",
  locked: {
    title: "의심스러운 활동이 감지되었습니다",
    text: "계정에서 평소와 다른 활동이 확인되었습니다. 다시 이용하려면 계정을 보호해 주세요.",
    secure: "계정 보호하기",
  },
  expired: { title: "세션이 만료되었습니다", text: "앱을 계속 사용하려면 다시 로그인해 주세요." },
  news: {
    title: "이용약관이 변경됩니다", text: "다음 달부터 워크스페이스에 새 약관이 적용됩니다. 계속하기 전에 읽어 주세요.",
    agree: "동의하고 계속", read: "약관 읽기",
  },
  upsell: {
    title: "Pro로 더 많은 일을", text: "더 긴 답변, 더 많은 파일, 새 기능을 먼저 만나 보세요.",
    upgrade: "Pro로 업그레이드", later: "나중에",
  },
  tour: {
    title: "새로워진 ChatGPT에 오신 것을 환영합니다", text: "채팅, 프로젝트, 파일을 한곳에서 볼 수 있습니다. 둘러보시겠어요?",
    next: "둘러보기", skip: "건너뛰기",
  },
  cookies: {
    title: "저희는 쿠키를 사용합니다", text: "일부 쿠키는 사이트가 작동하는 데 꼭 필요합니다. 나머지는 서비스를 개선하는 데 쓰이며 직접 고를 수 있습니다.",
    manage: "쿠키 관리", reject: "비필수사항 거부", accept: "모두 허용",
  },
  cap: (time) => ({ title: "GPT-5.6 Sol 사용 한도에 도달했습니다.", text: `한도는 ${time}에 초기화됩니다.` }),
  capNoTime: { title: "GPT-5.6 Sol 사용 한도에 도달했습니다.", text: "나중에 다시 시도해 주세요." },
  upgradeToContinue: "업그레이드하고 계속",
  full: {
    title: "이 대화의 최대 길이에 도달했습니다.", text: "새 채팅을 시작해 계속 이야기할 수 있습니다.", start: "새 채팅 시작",
  },
  tooLong: "보내신 메시지가 너무 깁니다. 대화를 새로 고친 뒤 더 짧게 보내 주세요.",
  connectionLost: "연결이 해제되었습니다",
  policy: "이 콘텐츠는 이용 정책을 위반할 수 있습니다.",
  rating: { question: "지금까지 대화가 도움이 되었나요?", yes: "예, 도움이 됩니다", no: "아니요", dismiss: "평가 요청 닫기" },
  choice: {
    title: "새로운 버전의 ChatGPT에 대한 피드백을 주고 계십니다.",
    question: "어떤 응답이 더 마음에 드시나요? 응답을 불러오는 데 시간이 걸릴 수 있습니다.",
    response: (n) => `응답 ${n}`, prefer: "이 응답이 더 좋습니다",
  },
  connector: {
    title: "ChatGPT가 Sample Drive를 사용하려고 합니다",
    text: "이 요청을 위해 파일을 검색합니다. 신뢰하는 커넥터만 허용하세요.", allow: "허용", deny: "거부",
  },
  work: { ask: "ChatGPT와 함께 작업하기", chat: "채팅", work: "작업" },
};
