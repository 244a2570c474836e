// OpenAI's own Node client against a hub: SDK_FOLDER ADDRESS KEY POOR_KEY.
import { createRequire } from 'node:module';

const [folder, address, key, poor] = process.argv.slice(2);
const OpenAI = createRequire(folder + '/node_modules/')('openai');
const client = new OpenAI({ baseURL: address + '/v1', apiKey: key, timeout: 60000 });
const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function check(name, ok) {
  console.log((ok ? 'ok ' : 'NOT OK ') + name);
  if (!ok) process.exit(1);
}
const ask = (content, more = {}, options = {}) =>
  client.chat.completions.create(
    { model: 'judges', max_tokens: 50, messages: [{ role: 'user', content }], ...more }, options);

check('text', (await ask('Hello')).choices[0].message.content.length > 0);
let text = '';
for await (const chunk of await ask('Hello', { stream: true })) text += chunk.choices[0]?.delta?.content ?? '';
check('stream', text === 'Hello');
check('images', (await ask([
  { type: 'text', text: 'Same?' },
  { type: 'image_url', image_url: { url: png } }, { type: 'image_url', image_url: { url: png } }])).choices.length === 1);
const tool = { type: 'function', function: { name: 'measure', parameters: { type: 'object', properties: {} } } };
check('tools', (await ask('Use it', { tools: [tool] })).choices[0].message.tool_calls[0].function.name === 'measure');
const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'], additionalProperties: false };
const shaped = await ask('Is it?', {
  response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema } } });
check('JSON schema', JSON.parse(shaped.choices[0].message.content).ok === true);
try {
  await new OpenAI({ baseURL: address + '/v1', apiKey: 'nobody' }).chat.completions.create(
    { model: 'judges', messages: [{ role: 'user', content: 'x' }] });
  check('unknown key', false);
} catch (e) {
  check('unknown key', e instanceof OpenAI.AuthenticationError);
}
try {
  await new OpenAI({ baseURL: address + '/v1', apiKey: poor }).chat.completions.create(
    { model: 'judges', max_tokens: 50, messages: [{ role: 'user', content: 'x' }] });
  check('402', false);
} catch (e) {
  check('402 once', e.status === 402 && e.code === 'budget_exceeded');
}
const going = new AbortController();
setTimeout(() => going.abort(), 200);
try {
  await ask('SLOW', {}, { signal: going.signal, maxRetries: 0 });
  check('cancellation', false);
} catch (e) {
  check('cancellation', e instanceof OpenAI.APIUserAbortError);
}
check('afterwards', (await ask('Hello')).choices.length === 1);
