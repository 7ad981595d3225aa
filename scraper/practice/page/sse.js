// Reads server-sent events from a fetch, and the deltas in them (v1: what is left out is as before).
async function* lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop();
    yield* parts;
  }
}

// The events of a text that is there as a whole.
export function* parsed(text) {
  for (const block of text.replaceAll("\r\n", "\n").split("\n\n").filter(Boolean)) {
    const fields = block.split("\n").map((line) => /^(\w+): ?(.*)$/.exec(line) ?? []);
    const data = fields.filter(([, name]) => name === "data").map(([, , value]) => value).join("\n");
    if (data) yield { name: fields.find(([, name]) => name === "event")?.[2] ?? "message", text: data };
  }
}

export async function* events(response) {
  let name = "message";
  let data = [];
  for await (const line of lines(response)) {
    if (line === "") {
      const text = data.join("\n");
      if (text !== "") yield { name, text };
      [name, data] = ["message", []];
    } else if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
}

function change(tree, path, op, value) {
  if (op === "patch") {
    for (const step of value) tree = change(tree, step.p, step.o, step.v);
    return tree;
  }
  if (path === "") return op === "remove" ? null : value;
  const keys = path.slice(1).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop();
  const parent = keys.reduce((node, key) => node[key], tree);
  if (op === "remove") delete parent[last];
  else if (op === "truncate") parent[last] = Array.isArray(parent[last]) ? parent[last].slice(0, value) : [...parent[last]].slice(0, value).join("");
  else if (op !== "append") parent[last] = value;
  else if (typeof parent[last] === "string") parent[last] += value;
  else if (Array.isArray(parent[last])) parent[last].push(...value);
  else Object.assign(parent[last], value);
  return tree;
}

export class Deltas {
  #trees = new Map();
  #last = { c: 0, p: "", o: "add" };

  // The message that a delta has changed.
  apply(delta) {
    const { c = this.#last.c, p = this.#last.p, o = this.#last.o, v } = delta;
    this.#last = { c, p, o };
    this.#trees.set(c, change(this.#trees.get(c) ?? null, p, o, v));
    return this.#trees.get(c)?.message ?? null;
  }
}
