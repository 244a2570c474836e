// Anthropic's own Node client against a hub: SDK_FOLDER ADDRESS KEY POOR_KEY.
import { createRequire } from 'node:module';

const [folder, address, key, poor] = process.argv.slice(2);
const Anthropic = createRequire(folder + '/node_modules/')('@anthropic-ai/sdk');
const client = new Anthropic({ baseURL: address, apiKey: key, timeout: 60000 });
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function check(name, ok) {
  console.log((ok ? 'ok ' : 'NOT OK ') + name);
  if (!ok) process.exit(1);
}
const asked = (content, more = {}) =>
  ({ model: 'judges', max_tokens: 50, messages: [{ role: 'user', content }], ...more });
const ask = (content, more = {}, options = {}) => client.messages.create(asked(content, more), options);

const answer = await ask('Hello', { system: 'Be brief.' });
check('text', answer.content[0].type === 'text' && answer.stop_reason === 'end_turn' && answer.usage.input_tokens > 0);
const final = await client.messages.stream(asked('Hello')).finalMessage();
check('stream', final.content[0].text === 'Hello' && final.usage.output_tokens > 0);
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } };
check('image', (await ask([image, { type: 'text', text: 'What?' }])).content.length > 0);
check('several images', (await ask([image, image])).content.length > 0);
check('image URL', (await ask([{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }])).content.length > 0);
const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'], additionalProperties: false };
const shaped = await ask('Is it?', { output_config: { format: { type: 'json_schema', schema } } });
check('JSON schema', JSON.parse(shaped.content[0].text).ok === true);
const tools = [{ name: 'measure', input_schema: { type: 'object', properties: {} } }];
const used = await ask('Use it', { tools });
check('tools', used.stop_reason === 'tool_use' && used.content.at(-1).name === 'measure');
try {
  await new Anthropic({ baseURL: address, apiKey: 'nobody' }).messages.create(asked('x'));
  check('unknown key', false);
} catch (e) {
  check('unknown key', e instanceof Anthropic.AuthenticationError);
}
try {
  await new Anthropic({ baseURL: address, apiKey: poor }).messages.create(asked('x'));
  check('402', false);
} catch (e) {
  check('402 once', e.status === 402);
}
try {
  await ask('SLOW', {}, { timeout: 300, maxRetries: 0 });
  check('time-out', false);
} catch (e) {
  check('time-out', e instanceof Anthropic.APIConnectionTimeoutError);
}
const going = new AbortController();
setTimeout(() => going.abort(), 200);
try {
  await ask('SLOW', {}, { signal: going.signal, maxRetries: 0 });
  check('cancellation', false);
} catch (e) {
  check('cancellation', e instanceof Anthropic.APIUserAbortError);
}
check('afterwards', (await ask('Hello')).content.length > 0);
