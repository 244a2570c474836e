"""Anthropic's own Python client against a hub: ADDRESS KEY POOR_KEY."""
import json
import sys
import anthropic

address, key, poor = sys.argv[1:4]
client = anthropic.Anthropic(base_url=address, api_key=key, timeout=60)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def check(name, ok):
    print(("ok " if ok else "NOT OK ") + name)
    if not ok:
        sys.exit(1)


def ask(content, **more):
    return client.messages.create(
        model="judges", max_tokens=50, messages=[{"role": "user", "content": content}], **more)


answer = ask("Hello", system="Be brief.")
check("text", answer.content[0].type == "text" and answer.stop_reason == "end_turn" and answer.usage.input_tokens > 0)
with client.messages.stream(model="judges", max_tokens=50, messages=[{"role": "user", "content": "Hello"}]) as stream:
    text = "".join(stream.text_stream)
    final = stream.get_final_message()
check("stream", text == "Hello" and final.stop_reason == "end_turn" and final.usage.output_tokens > 0)
image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
check("image", bool(ask([image, {"type": "text", "text": "What?"}]).content))
check("several images", bool(ask([image, image]).content))
check("image URL", bool(ask([{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]).content))
schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False}
answer = ask("Is it?", output_config={"format": {"type": "json_schema", "schema": schema}})
check("JSON schema", json.loads(answer.content[0].text) == {"ok": True})
answer = ask("Use it", tools=[{"name": "measure", "input_schema": {"type": "object", "properties": {}}}])
check("tools", answer.stop_reason == "tool_use" and answer.content[-1].name == "measure")
answer = client.messages.create(model="judges", max_tokens=50, messages=[
    {"role": "user", "content": "Use it"},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "measure", "input": {}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "3 mm"}]}])
check("tool result", bool(answer.content))
try:
    anthropic.Anthropic(base_url=address, api_key="nobody").messages.create(
        model="judges", max_tokens=5, messages=[{"role": "user", "content": "x"}])
    check("unknown key", False)
except anthropic.AuthenticationError as e:
    check("unknown key", e.body["error"]["type"] == "authentication_error")
try:
    anthropic.Anthropic(base_url=address, api_key=poor).messages.create(
        model="judges", max_tokens=50, messages=[{"role": "user", "content": "x"}])
    check("402", False)
except anthropic.APIStatusError as e:
    check("402 once", e.status_code == 402)
try:
    client.with_options(timeout=0.3, max_retries=0).messages.create(
        model="judges", max_tokens=50, messages=[{"role": "user", "content": "SLOW"}])
    check("time-out", False)
except anthropic.APITimeoutError:
    check("time-out", True)
with client.messages.stream(model="judges", max_tokens=50, messages=[{"role": "user", "content": "Hello"}]) as stream:
    next(iter(stream))
check("cancellation", bool(ask("Hello again").content))
