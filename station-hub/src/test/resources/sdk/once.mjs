// Spent money where the hub answers it with 429, as clients that know only that: SDK_FOLDER ADDRESS KEY POOR_KEY.
import { createRequire } from 'node:module';

const [folder, address, , poor] = process.argv.slice(2);
const load = createRequire(folder + '/node_modules/');
const OpenAI = load('openai');
const Anthropic = load('@anthropic-ai/sdk');
const asked = { model: 'judges', max_tokens: 50, messages: [{ role: 'user', content: 'x' }] };
const asks = [
  () => new OpenAI({ baseURL: address + '/v1', apiKey: poor }).chat.completions.create(asked),
  () => new Anthropic({ baseURL: address, apiKey: poor }).messages.create(asked)];
for (const ask of asks) {
  try {
    await ask();
    process.exit(1);
  } catch (e) {
    if (!(e instanceof OpenAI.RateLimitError || e instanceof Anthropic.RateLimitError)) process.exit(1);
  }
}
