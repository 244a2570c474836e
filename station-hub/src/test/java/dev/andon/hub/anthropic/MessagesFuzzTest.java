package dev.andon.hub.anthropic;

import dev.andon.hub.http.Damage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged bodies at Anthropic's door; see {@link Damage} for more of them. */
final class MessagesFuzzTest {
  @Test
  void damaged_messages_are_read_or_refused_and_nothing_else() {
    new Damage()
        .feed(
            MessagesReader::read,
            List.of(
                """
                {"model":"judges","max_tokens":20,"system":[{"type":"text","text":"Be brief."}],"messages":[
                {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png",
                "data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}},{"type":"text","text":"Defect?"}]},
                {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":[1,2.5e3]}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"3 mm"}]}],
                "tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],
                "tool_choice":{"type":"any"},"stop_sequences":["x"],"temperature":0.5,"stream":false}""",
                """
                {"model":"m","max_tokens":5,"system":"Be\\u00e9","stream":true,"metadata":{"user_id":"u"},
                "messages":[{"role":"user","content":"Hello"}]}"""));
  }
}
