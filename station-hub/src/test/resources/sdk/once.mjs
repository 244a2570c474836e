// Spent money where the hub answers it with 429: SDK_FOLDER ADDRESS KEY POOR_KEY.
import { createRequire } from 'node:module';

const [folder, address, , poor] = process.argv.slice(2);
const OpenAI = createRequire(folder + '/node_modules/')('openai');
try {
  await new OpenAI({ baseURL: address + '/v1', apiKey: poor }).chat.completions.create(
    { model: 'judges', max_tokens: 50, messages: [{ role: 'user', content: 'x' }] });
  process.exit(1);
} catch (e) {
  process.exit(e instanceof OpenAI.RateLimitError ? 0 : 1);
}
