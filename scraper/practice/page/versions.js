// The branches of a conversation: which answers a question has had, and which questions stood in its place.
const shown = (node) => node?.message && !node.message.metadata.is_visually_hidden_from_conversation && node.message.author.role !== "system";

// From the root to a node, as the list that a conversation is read as.
export function branch({ mapping, conversation_id: conversation }, leaf) {
  const messages = [];
  for (let node = mapping[leaf]; node; node = mapping[node.parent]) {
    if (node.message) messages.unshift({ ...node.message, metadata: { ...node.message.metadata, parent_id: node.parent } });
  }
  return { messages, conversation_id: conversation };
}

// The newest end below a node.
export function leaf({ mapping }, id) {
  while (mapping[id].children.length) id = mapping[id].children.at(-1);
  return id;
}

const place = (ids, id) => ({ ids, at: Math.max(0, ids.indexOf(id)) });

// Tells each turn of a shown branch its others.
export function mark(tree, turns) {
  const { mapping } = tree;
  for (const turn of turns) {
    if (!mapping[turn.key]) continue;
    const siblings = mapping[mapping[turn.key].parent]?.children ?? [];
    turn.questions = place(siblings.filter((id) => shown(mapping[id]) && mapping[id].message.author.role === "user"), turn.key);
    let answer = turn.answerId;
    while (answer && mapping[answer] && mapping[answer].parent !== turn.key) answer = mapping[answer].parent;
    turn.answers = place(mapping[turn.key].children, answer);
    turn.renew();
  }
}

// The other answer that a person could choose.
export function other({ mapping }, turn) {
  const found = turn.answers.ids.map((id) => mapping[id].message).find(({ id, metadata }) => metadata.paragen && id !== turn.answerId);
  return found?.content.parts[0] ?? null;
}
