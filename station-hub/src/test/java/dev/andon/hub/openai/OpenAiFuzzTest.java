package dev.andon.hub.openai;

import dev.andon.hub.http.Damage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged bodies at OpenAI's doors; see {@link Damage} for more of them. */
final class OpenAiFuzzTest {
  @Test
  void damaged_chats_are_read_or_refused_and_nothing_else() {
    new Damage()
        .feed(
            ChatReader::read,
            List.of(
                """
                {"model":"openai/gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"a\\u00e9"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}}]}],
                "tools":[{"type":"function","function":{"name":"f","parameters":{"a":[1,2.5e3,true,null]}}}],
                "response_format":{"type":"json_schema","json_schema":{"name":"v","strict":true,"schema":{"type":"object"}}},
                "stop":["x"],"n":1,"stream":false,"extra":{"b":"c"}}""",
                """
                {"model":"m","stream":true,"stream_options":{"include_usage":true},"tool_choice":{"type":"function","function":{"name":"f"}},
                "messages":[{"role":"system","content":"Be brief."},{"role":"assistant","content":null,"tool_calls":[
                {"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
                {"role":"tool","tool_call_id":"c1","content":"42"}],"temperature":0.5,"seed":7,"max_completion_tokens":9}"""));
  }

  @Test
  void damaged_responses_are_read_or_refused_and_nothing_else() {
    new Damage()
        .feed(
            ResponsesReader::read,
            List.of(
                """
                {"model":"m","instructions":"Be brief.","max_output_tokens":50,"stream":true,"input":[
                {"role":"user","content":[{"type":"input_text","text":"Defect?"},{"type":"input_image","detail":"low",
                "image_url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}]},
                {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
                {"type":"function_call_output","call_id":"c","output":"3 mm"}],
                "text":{"format":{"type":"json_schema","name":"v","strict":true,"schema":{"type":"object"}}},
                "tools":[{"type":"function","name":"f","parameters":{"type":"object"}}],"tool_choice":"auto"}""",
                "{\"model\":\"m\",\"input\":\"Hello\",\"temperature\":1,\"metadata\":{\"a\":\"b\"}}"));
  }

  @Test
  void damaged_embeddings_are_read_or_refused_and_nothing_else() {
    new Damage()
        .feed(
            EmbedReader::read,
            List.of(
                "{\"model\":\"m\",\"input\":[\"a\",\"b\\u00e9\"],\"dimensions\":256,\"encoding_format\":\"float\"}",
                "{\"model\":\"m\",\"input\":\"Hello\"}"));
  }
}
