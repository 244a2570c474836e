"""Spent money where the hub answers it with 429, as clients that know only that: ADDRESS KEY POOR_KEY."""
import sys
import anthropic
import openai

address, _, poor = sys.argv[1:4]
text = [{"role": "user", "content": "x"}]
asks = [
    lambda: openai.OpenAI(base_url=address + "/v1", api_key=poor).chat.completions.create(
        model="judges", max_tokens=50, messages=text),
    lambda: anthropic.Anthropic(base_url=address, api_key=poor).messages.create(
        model="judges", max_tokens=50, messages=text)]
for ask in asks:
    try:
        ask()
        sys.exit("it was answered")
    except (openai.RateLimitError, anthropic.RateLimitError) as e:
        print("ok", type(e))
