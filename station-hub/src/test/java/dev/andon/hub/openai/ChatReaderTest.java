package dev.andon.hub.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.json.BadJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatReaderTest {
  private static Chat read(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return ChatReader.read(body, body.length);
  }

  @Test
  void every_known_field_is_read_and_every_unknown_one_kept_as_written() {
    Chat chat =
        read(
            """
            {"model":"openai/gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},
             "messages":[
               {"role":"system","content":"Be brief."},
               {"role":"user","name":"ada","content":[{"type":"text","text":"Hi","x":1}]},
               {"role":"assistant","content":null,"tool_calls":[
                 {"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
               {"role":"tool","tool_call_id":"c1","content":"42"}],
             "tools":[{"type":"function","function":{"name":"f","description":"d",
               "parameters":{"type":"object"},"strict":true}}],
             "tool_choice":{"type":"function","function":{"name":"f"}},
             "response_format":{"type":"json_schema","json_schema":
               {"name":"n","strict":true,"schema":{"type":"object"}}},
             "max_completion_tokens":50,"temperature":0.5,"top_p":1,"n":2,
             "stop":["a","b"],"seed":7,"logit_bias":{"50256":-100},"future":null}
            """);

    assertThat(chat.model().text()).isEqualTo("openai/gpt-4o-mini");
    assertThat(chat.stream()).isTrue();
    assertThat(chat.streamUsage()).isTrue();
    assertThat(chat.messages()).hasSize(4);
    assertThat(chat.messages().get(1).extra()).extracting(JsonField::name).containsExactly("name");
    assertThat(chat.messages().get(1).parts().getFirst().extra().getFirst().value().text())
        .isEqualTo("1");
    assertThat(chat.messages().get(2).toolCalls().getFirst().arguments()).isEqualTo("{\"a\":1}");
    assertThat(chat.messages().get(3).role()).isEqualTo(Message.Role.TOOL);
    assertThat(((Tool.Function) chat.tools().getFirst()).extra().getFirst().name())
        .isEqualTo("strict");
    assertThat(chat.toolChoice()).contains(new ToolChoice.Named("f"));
    assertThat(((AnswerFormat.JsonSchema) chat.format()).schema().text())
        .isEqualTo("{\"type\":\"object\"}");
    assertThat(chat.sampling().maxTokens()).hasValue(50);
    assertThat(chat.sampling().maxTokensField()).contains("max_completion_tokens");
    assertThat(chat.sampling().stop()).isEqualTo(List.of("a", "b"));
    assertThat(chat.extra())
        .singleElement()
        .satisfies(
            field -> {
              assertThat(field.name()).isEqualTo("logit_bias");
              assertThat(field.value().text()).isEqualTo("{\"50256\":-100}");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\",\"detail\":\"low\"}}",
        "{\"image_url\":{\"detail\":\"low\",\"url\":\"%s\"},\"type\":\"image_url\"}",
        "{ \"image_url\" : { \"detail\" : \"low\" , \"url\" : \"%s\" } , \"type\" : \"image_url\" }"
      })
  void an_image_is_found_in_the_body_and_not_copied(String form) {
    byte[] picture = new byte[100_000];
    new Random(3).nextBytes(picture);
    String base64 = Base64.getEncoder().encodeToString(picture);
    String part = form.replace("%s", "data:image/png;base64," + base64);
    String json =
        "{\"messages\":[{\"role\":\"user\",\"content\":["
            + part
            + ",{\"type\":\"text\",\"text\":\"what?\"}]}],\"model\":\"m\"}";

    Chat chat = read(json);

    Part.InlineImage image = (Part.InlineImage) chat.messages().getFirst().parts().getFirst();
    assertThat(image.mediaType()).isEqualTo("image/png");
    assertThat(image.detail()).contains("low");
    assertThat(((ImageBytes.Base64) image.image()).slice().utf8()).isEqualTo(base64);
    assertThat(chat.messages().getFirst().parts().get(1)).isEqualTo(new Part.Text("what?"));
  }

  @Test
  void base64_with_escaped_slashes_is_unescaped() {
    Chat chat =
        read(
            """
            {"model":"m","messages":[{"role":"user","content":[
              {"type":"image_url","image_url":{"url":"data:image\\/jpeg;base64,\\/9j\\/4AAQ"}}]}]}""");

    Part.InlineImage image = (Part.InlineImage) chat.messages().getFirst().parts().getFirst();
    assertThat(image.image().slice().utf8()).isEqualTo("/9j/4AAQ");
  }

  @Test
  void a_part_of_an_unknown_kind_is_kept_whole() {
    String audio =
        "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}";

    Chat chat =
        read(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":["
                + audio
                + " , {\"type\":\"text\",\"text\":\"t\"}]}]}");

    Part.Opaque opaque = (Part.Opaque) chat.messages().getFirst().parts().getFirst();
    assertThat(opaque.json().text()).isEqualTo(audio);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"model\":\"m\"}",
        "{\"model\":1,\"messages\":[]}",
        "{\"model\":\"m\",\"messages\":[{\"content\":\"x\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":0}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} trailing",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
            + "\"image_url\":{\"url\":\"data:text/plain,hello\"}}]}]}"
      })
  void what_makes_no_sense_is_refused_with_a_reason(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(BadJson.class).hasMessageMatching(".{5,}");
  }

  @Test
  void nesting_beyond_the_bound_is_refused() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);

    assertThatThrownBy(
            () ->
                read(
                    "{\"model\":\"m\",\"x\":"
                        + deep
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"))
        .isInstanceOf(BadJson.class);
  }
}
