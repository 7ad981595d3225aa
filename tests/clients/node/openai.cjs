// openai for Node.js: both wires, whole and streamed, with tools and JSON schemas.
const assert = require("node:assert/strict");
const { test } = require("node:test");
const OpenAI = require("openai");
const { zodResponseFormat, zodTextFormat } = require("openai/helpers/zod");
const { z } = require("zod");

const client = new OpenAI(); // set up by the environment alone
const model = "practice";
const user = (content) => [{ role: "user", content }];
const Person = z.object({ name: z.string(), age: z.number().int() });
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const weather = { type: "function", function: { name: "get_weather", description: "The weather in a city.", parameters } };
const athens = "What is the weather in Athens?";

test("models", async () => {
  const ids = [];
  for await (const one of client.models.list()) ids.push(one.id);
  assert(ids.includes(model));
});

test("chat, whole", async () => {
  const completion = await client.chat.completions.create({ model, messages: user("Say: hello") });
  assert.equal(completion.choices[0].message.content, "hello");
  assert(completion.usage.completion_tokens > 0);
});

test("chat, streamed", async () => {
  const stream = await client.chat.completions.create({
    model, messages: user("Say: 안녕 👋"), stream: true, stream_options: { include_usage: true },
  });
  let text = "", usage = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, "안녕 👋");
  assert(usage.completion_tokens > 0);
});

test("chat, its helper for streams", async () => {
  const stream = client.chat.completions.stream({ model, messages: user("Say: one two three") });
  assert.equal(await stream.finalContent(), "one two three");
});

test("chat, a schema", async () => {
  const completion = await client.chat.completions.parse({
    model, messages: user("Jason is 25 years old."), response_format: zodResponseFormat(Person, "person"),
  });
  assert.deepEqual(completion.choices[0].message.parsed, { name: "Jason", age: 25 });
});

test("chat, tools that it runs itself", async () => {
  const run = (city) => `31 degrees in ${JSON.parse(city).city}`;
  const tools = [{ ...weather, function: { ...weather.function, function: run } }];
  for (const stream of [false, true]) {
    const runner = client.chat.completions.runTools({ model, messages: user(athens), tools, stream });
    assert.match(await runner.finalContent(), /31 degrees in Athens/);
  }
});

test("chat, another turn", async () => {
  const messages = user("Write 300 words");
  const stream = client.chat.completions.stream({ model, messages });
  messages.push(await stream.finalMessage(), ...user("How much did you read?"));
  const completion = await client.chat.completions.create({ model, messages });
  assert.equal(completion.choices[0].message.content, "22 characters");
});

test("chat, the caller leaves", async () => {
  const stream = await client.chat.completions.create({ model, messages: user("Write 5000 words"), stream: true });
  for await (const _ of stream) break;
  assert(stream.controller.signal.aborted);
});

test("responses, whole", async () => {
  const response = await client.responses.create({ model, input: "Say: hello" });
  assert.equal(response.output_text, "hello");
});

test("responses, streamed", async () => {
  const stream = client.responses.stream({ model, input: "Say: one two three" });
  let text = "";
  for await (const event of stream) if (event.type === "response.output_text.delta") text += event.delta;
  assert.equal(text, "one two three");
  assert.equal((await stream.finalResponse()).output_text, "one two three");
});

test("responses, a schema", async () => {
  const response = await client.responses.parse({
    model, input: "Jason is 25 years old.", text: { format: zodTextFormat(Person, "person") },
  });
  assert.deepEqual(response.output_parsed, { name: "Jason", age: 25 });
});

test("responses, tools", async () => {
  const tools = [{ type: "function", name: "get_weather", parameters, strict: false }];
  const called = await client.responses.create({ model, input: athens, tools });
  const [call] = called.output.filter((item) => item.type === "function_call");
  const result = { type: "function_call_output", call_id: call.call_id, output: "31 degrees" };
  const answered = await client.responses.create({ model, input: [...user(athens), call, result], tools });
  assert.match(answered.output_text, /31 degrees/);
});

test("errors", async () => {
  await assert.rejects(client.chat.completions.create({ model: "no-such-model", messages: user("x") }), (error) =>
    error instanceof OpenAI.NotFoundError && error.code === "model_not_found");
  await assert.rejects(client.embeddings.create({ model, input: "x" }), OpenAI.NotFoundError);
});
