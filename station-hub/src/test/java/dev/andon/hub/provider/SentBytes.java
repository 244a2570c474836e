package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.provider.anthropic.AnthropicDialect;
import dev.andon.hub.provider.bedrock.BedrockDialect;
import dev.andon.hub.provider.dialect.ProviderDialect;
import dev.andon.hub.provider.dialect.Structured;
import dev.andon.hub.provider.gemini.GeminiDialect;
import dev.andon.hub.provider.openai.OpenAiDialect;
import dev.andon.hub.provider.openai.OpenAiRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The exact bytes that every provider is sent for the requests of a door. They lie beside the
 * requests in {@code src/test/resources/wire}: a change of theirs is meant, or it is a fault.
 */
public final class SentBytes {
  private static final Map<String, ProviderDialect> DIALECTS = dialects();

  private SentBytes() {}

  private static Map<String, ProviderDialect> dialects() {
    Map<String, ProviderDialect> all = new LinkedHashMap<>();
    all.put("openai", OpenAiDialect.plain());
    all.put("compatible", openAi(OpenAiRequest.Options.COMPATIBLE));
    all.put("by-tool", openAi(new OpenAiRequest.Options("max_tokens", Structured.TOOL)));
    all.put("by-prompt", openAi(new OpenAiRequest.Options("max_tokens", Structured.PROMPT)));
    all.put("anthropic", new AnthropicDialect());
    all.put("gemini", GeminiDialect.api());
    all.put("bedrock", new BedrockDialect());
    return all;
  }

  private static ProviderDialect openAi(OpenAiRequest.Options options) {
    return new OpenAiDialect(OpenAiDialect.Form.PLAIN, Optional.empty(), options);
  }

  /**
   * Compares what is sent for {@code name.jsonl} with {@code name.sent.txt}, which is written where
   * it is missing, and then fails.
   */
  public static void match(String name, BiFunction<byte[], Integer, Chat> door) throws IOException {
    Path wire = Path.of(System.getProperty("andon.root"), "station-hub/src/test/resources/wire");
    List<String> sent = new ArrayList<>();
    for (String body : Files.readAllLines(wire.resolve(name + ".jsonl"))) {
      sent.add(body);
      sent.addAll(sent(body.getBytes(StandardCharsets.UTF_8), door));
    }
    Path expected = wire.resolve(name + ".sent.txt");
    boolean known = Files.exists(expected);
    if (!known) {
      Files.write(expected, sent);
    }
    assertThat(sent).isEqualTo(Files.readAllLines(expected));
    assertThat(known).as("%s was written anew: look through it", expected).isTrue();
  }

  private static List<String> sent(byte[] body, BiFunction<byte[], Integer, Chat> door) {
    Chat chat;
    try {
      chat = door.apply(body, body.length);
    } catch (RuntimeException refused) {
      return List.of("  refused: " + refused.getMessage());
    }
    return DIALECTS.entrySet().stream()
        .map(e -> "  " + e.getKey() + ": " + sent(e.getValue(), chat))
        .toList();
  }

  private static String sent(ProviderDialect dialect, Chat chat) {
    return dialect
        .objection(chat)
        .map(objection -> "objects: " + objection)
        .orElseGet(
            () -> {
              ProviderDialect.Encoded request = dialect.encode(Calls.call(chat));
              return request.path()
                  + " "
                  + new String(request.body().json().toByteArray(), StandardCharsets.UTF_8);
            });
  }
}
