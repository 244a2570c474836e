"""OpenAI's own Python client against a hub: ADDRESS KEY POOR_KEY."""
import base64, json, sys
import openai

address, key, poor = sys.argv[1:4]
client = openai.OpenAI(base_url=address + "/v1", api_key=key, timeout=60)
PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def check(name, ok):
    print(("ok " if ok else "NOT OK ") + name)
    if not ok:
        sys.exit(1)


def ask(content, **more):
    return client.chat.completions.create(
        model="judges", max_tokens=50, messages=[{"role": "user", "content": content}], **more)


answer = ask("Hello")
check("text", bool(answer.choices[0].message.content) and answer.usage.total_tokens > 0)
raw = client.chat.completions.with_raw_response.create(
    model="judges", max_tokens=50, messages=[{"role": "user", "content": "Hello"}])
check("trail header", len(raw.headers["x-andon-id"]) == 36 and raw.headers["x-andon-provider"] == "openai")

pieces = [c.choices[0].delta.content or "" for c in ask("Hello", stream=True) if c.choices]
check("stream", "".join(pieces) == "Hello")
last = list(ask("Hello", stream=True, stream_options={"include_usage": True}))[-1]
check("stream usage", last.usage is not None and last.usage.total_tokens > 0)

check("image data URI", bool(ask([
    {"type": "text", "text": "What?"}, {"type": "image_url", "image_url": {"url": PNG}}]).choices))
check("several images", bool(ask([
    {"type": "image_url", "image_url": {"url": PNG, "detail": "low"}},
    {"type": "image_url", "image_url": {"url": PNG}}, {"type": "text", "text": "Same?"}]).choices))
check("image URL", bool(ask([
    {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]).choices))

schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False}
answer = ask("Is it?", response_format={"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": schema}})
check("JSON schema", json.loads(answer.choices[0].message.content) == {"ok": True})

tool = {"type": "function", "function": {"name": "measure", "parameters": {"type": "object", "properties": {}}}}
answer = ask("Use it", tools=[tool])
check("tools", answer.choices[0].message.tool_calls[0].function.name == "measure")

check("models", "judges" in [m.id for m in client.models.list()])
response = client.responses.create(model="judges", input="Hello", max_output_tokens=50)
check("responses", bool(response.output_text))
text = "".join(e.delta for e in client.responses.create(model="judges", input="Hello", stream=True)
               if e.type == "response.output_text.delta")
check("responses stream", text == "Hello")

for name, wrong, status in [
        ("unknown key", lambda: client.with_options(api_key="nobody").models.with_raw_response.list(), None),
        ("unknown key asks", lambda: openai.OpenAI(base_url=address + "/v1", api_key="nobody").chat.completions.create(
            model="judges", messages=[{"role": "user", "content": "x"}]), openai.AuthenticationError),
        ("unknown model", lambda: client.chat.completions.create(
            model="nobody/none", messages=[{"role": "user", "content": "x"}]), openai.NotFoundError),
        ("bad request", lambda: client.chat.completions.create(model="judges", messages=[]), openai.BadRequestError)]:
    if status is None:
        continue
    try:
        wrong()
        check(name, False)
    except status as e:
        check(name, bool(e.code) and bool(e.message))

try:
    openai.OpenAI(base_url=address + "/v1", api_key=poor).chat.completions.create(
        model="judges", max_tokens=50, messages=[{"role": "user", "content": "x"}])
    check("402", False)
except openai.APIStatusError as e:
    check("402 once", e.status_code == 402 and e.code == "budget_exceeded")

try:
    client.with_options(timeout=0.3, max_retries=0).chat.completions.create(
        model="judges", max_tokens=50, messages=[{"role": "user", "content": "SLOW"}])
    check("time-out", False)
except openai.APITimeoutError:
    check("time-out", True)

stream = ask("Hello", stream=True)
next(iter(stream))
stream.close()
check("cancellation", bool(ask("Hello again").choices))
