// The AI SDK, over responses, over chat completions, and as a server that is compatible with OpenAI's.
const assert = require("node:assert/strict");
const { test } = require("node:test");
const { createOpenAI } = require("@ai-sdk/openai");
const { createOpenAICompatible } = require("@ai-sdk/openai-compatible");
const { Output, generateText, stepCountIs, streamText, tool } = require("ai");
const { z } = require("zod");

const settings = { name: "bridge", baseURL: process.env.OPENAI_BASE_URL, apiKey: process.env.OPENAI_API_KEY };
const ways = {
  responses: createOpenAI(settings).responses("practice"),
  chat: createOpenAI(settings).chat("practice"),
  compatible: createOpenAICompatible({ ...settings, supportsStructuredOutputs: true })("practice"),
};
const tools = {
  get_weather: tool({
    description: "The weather in a city.",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `31 degrees in ${city}`,
  }),
};
const schema = z.object({ name: z.string(), age: z.number().int() });
const maxRetries = 0;

for (const [way, model] of Object.entries(ways)) {
  test(`${way}, whole`, async () => {
    const { text, finishReason, usage } = await generateText({ model, prompt: "Say: hello", maxRetries });
    assert.deepEqual([text, finishReason], ["hello", "stop"]);
    assert(usage.outputTokens > 0);
  });

  test(`${way}, streamed`, async () => {
    const result = streamText({ model, prompt: "Say: one two three", maxRetries });
    let text = "";
    for await (const piece of result.textStream) text += piece;
    assert.equal(text, "one two three");
    assert.equal(await result.finishReason, "stop");
  });

  test(`${way}, tools`, async () => {
    const asked = { model, tools, prompt: "What is the weather in Athens?", stopWhen: stepCountIs(3), maxRetries };
    assert.match((await generateText(asked)).text, /31 degrees in Athens/);
    assert.match(await streamText(asked).text, /31 degrees in Athens/);
  });

  test(`${way}, another turn`, async () => {
    const asked = { model, tools, instructions: "Be brief.", stopWhen: stepCountIs(3), maxRetries };
    const messages = [{ role: "user", content: "What is the weather in Athens?" }];
    const first = await generateText({ ...asked, messages });
    messages.push(...(await first.responseMessages ?? (await first.response).messages));
    messages.push({ role: "user", content: "How much did you read?" });
    assert.equal((await generateText({ ...asked, messages })).text, "22 characters");
  });

  test(`${way}, a schema`, async () => {
    const asked = { model, prompt: "Jason is 25 years old.", output: Output.object({ schema }), maxRetries };
    assert.deepEqual((await generateText(asked)).output, { name: "Jason", age: 25 });
    assert.deepEqual(await streamText(asked).output, { name: "Jason", age: 25 });
  });
}
