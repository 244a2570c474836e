package dev.andon.hub.openai;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.http.Problem;
import dev.andon.hub.http.SseOut;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.CompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes a streamed answer as OpenAI's {@code chat.completion.chunk} objects. Confined to one
 * stream; each method is false once the client has gone away.
 */
final class ChunkWriter {
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final SseOut out;
  private final boolean withUsage;
  private final Set<Integer> begun = new HashSet<>();
  private String id = "";
  private String model = "";
  private long created;

  ChunkWriter(SseOut out, boolean withUsage) {
    this.out = out;
    this.withUsage = withUsage;
  }

  boolean write(CompletionEvent event) {
    return switch (event) {
      case CompletionEvent.Started started -> started(started);
      case CompletionEvent.TextDelta d -> delta(d.index(), json -> json.field("content", d.text()));
      case CompletionEvent.ReasoningDelta d ->
          delta(d.index(), json -> json.field("reasoning_content", d.text()));
      case CompletionEvent.RefusalDelta d ->
          delta(d.index(), json -> json.field("refusal", d.text()));
      case CompletionEvent.ToolCallStarted d ->
          delta(d.index(), json -> call(json, d.call(), d.id(), d.name()));
      case CompletionEvent.ToolArgumentsDelta d ->
          delta(d.index(), json -> arguments(json, d.call(), d.fragment()));
      case CompletionEvent.ExtraDelta d -> extra(d);
      case CompletionEvent.ChoiceFinished d ->
          chunk(
              d.index(),
              json -> json.object("delta", () -> {}),
              CompletionWriter.finish(d.reason()));
      case CompletionEvent.Finished finished -> finished(finished.usage());
      case CompletionEvent.Broken broken ->
          out.data(OpenAiErrorWriter.body(Problem.of(broken.failure())));
    };
  }

  /** A whole answer, for a caller that asked for a stream. */
  boolean write(Completion whole) {
    boolean there =
        started(
            new CompletionEvent.Started(whole.id(), whole.model(), whole.createdEpochSeconds()));
    for (Choice choice : whole.choices()) {
      there = there && choice(choice);
    }
    return there && finished(whole.usage());
  }

  private boolean choice(Choice choice) {
    int index = choice.index();
    choice.text().ifPresent(text -> write(new CompletionEvent.TextDelta(index, text)));
    choice.refusal().ifPresent(text -> write(new CompletionEvent.RefusalDelta(index, text)));
    for (int i = 0; i < choice.toolCalls().size(); i++) {
      ToolCall call = choice.toolCalls().get(i);
      write(new CompletionEvent.ToolCallStarted(index, i, call.id(), call.name()));
      write(new CompletionEvent.ToolArgumentsDelta(index, i, call.arguments()));
    }
    return write(new CompletionEvent.ChoiceFinished(index, choice.finishReason()));
  }

  private boolean started(CompletionEvent.Started started) {
    id = started.id();
    model = started.model();
    created = started.createdEpochSeconds();
    return true;
  }

  private boolean finished(TokenUsage usage) {
    boolean there = true;
    if (withUsage) {
      there =
          out.data(
              JsonWriter.bytes(
                  json -> {
                    head(json);
                    json.array("choices", () -> {});
                    CompletionWriter.usage(json, usage);
                  }));
    }
    return there && out.data(DONE);
  }

  private boolean delta(int index, java.util.function.Consumer<JsonWriter> member) {
    boolean first = begun.add(index);
    return chunk(
        index,
        json ->
            json.object(
                "delta",
                () -> {
                  if (first) {
                    json.field("role", "assistant");
                  }
                  member.accept(json);
                }),
        "");
  }

  private boolean extra(CompletionEvent.ExtraDelta d) {
    return chunk(
        d.index(),
        json -> {
          json.object("delta", () -> {});
          json.fields(d.fields(), Set.of("index", "delta", "finish_reason"));
        },
        "");
  }

  private boolean chunk(int index, java.util.function.Consumer<JsonWriter> members, String finish) {
    return out.data(
        JsonWriter.bytes(
            json -> {
              head(json);
              json.array(
                  "choices",
                  () ->
                      json.object(
                          () -> {
                            json.field("index", index);
                            members.accept(json);
                            if (finish.isEmpty()) {
                              json.nul("finish_reason");
                            } else {
                              json.field("finish_reason", finish);
                            }
                          }));
            }));
  }

  private void head(JsonWriter json) {
    json.field("id", id);
    json.field("object", "chat.completion.chunk");
    json.field("created", created);
    json.field("model", model);
  }

  private static void call(JsonWriter json, int number, String id, String name) {
    json.array(
        "tool_calls",
        () ->
            json.object(
                () -> {
                  json.field("index", number);
                  json.field("id", id);
                  json.field("type", "function");
                  json.object(
                      "function",
                      () -> {
                        json.field("name", name);
                        json.field("arguments", "");
                      });
                }));
  }

  private static void arguments(JsonWriter json, int number, String fragment) {
    json.array(
        "tool_calls",
        () ->
            json.object(
                () -> {
                  json.field("index", number);
                  json.object("function", () -> json.field("arguments", fragment));
                }));
  }
}
