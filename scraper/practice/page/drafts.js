// Unsent texts, kept in the browser: one shared by all new chats, one per conversation (observed 2026-10-03).
const HOME = "composer-prompt-drafts-v2";
const THREADS = "chatgpt-conversation-prompt-drafts-v2";

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("codex-browser-host", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("records");
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function within(mode, act) {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("records", mode);
    const request = act(transaction.objectStore("records"));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = () => reject(transaction.error);
  });
}

const place = (id) => (id === null ? [HOME, "home"] : [THREADS, id]);

export async function load(id) {
  const [record, name] = place(id);
  return (await within("readonly", (store) => store.get(record)))?.[name] ?? null;
}

// Transactions on one store run in order, so the last draft wins.
export async function save(id, draft) {
  const [record, name] = place(id);
  await within("readwrite", (store) => {
    const request = store.get(record);
    request.onsuccess = () => {
      const drafts = request.result ?? {};
      if (draft === null) delete drafts[name];
      else drafts[name] = draft;
      store.put(drafts, record);
    };
    return request;
  });
}
