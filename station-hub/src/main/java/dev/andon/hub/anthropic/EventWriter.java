package dev.andon.hub.anthropic;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.http.Problem;
import dev.andon.hub.http.SseOut;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.CompletionEvent;
import java.util.function.Consumer;

/**
 * Writes a streamed answer as Anthropic's events: a message that starts, blocks one after the
 * other, and a message that stops. Confined to one stream; each method is false once the client has
 * gone away.
 */
final class EventWriter {
  private static final int NONE = -1;

  private final SseOut out;
  private int block = NONE;
  private int call = NONE;
  private boolean open;
  private FinishReason reason = FinishReason.STOP;

  EventWriter(SseOut out) {
    this.out = out;
  }

  boolean write(CompletionEvent event) {
    return switch (event) {
      case CompletionEvent.Started started -> started(started);
      case CompletionEvent.TextDelta d -> text(d.text());
      case CompletionEvent.RefusalDelta d -> text(d.text());
      case CompletionEvent.ToolCallStarted d -> toolStarted(d);
      case CompletionEvent.ToolArgumentsDelta d ->
          delta(
              json -> {
                json.field("type", "input_json_delta");
                json.field("partial_json", d.fragment());
              });
      case CompletionEvent.ReasoningDelta _, CompletionEvent.ExtraDelta _ -> true;
      case CompletionEvent.ChoiceFinished d -> {
        reason = d.reason();
        yield true;
      }
      case CompletionEvent.Finished finished -> finished(finished.usage());
      case CompletionEvent.Broken broken ->
          out.event("error", AnthropicErrorWriter.body(Problem.of(broken.failure()), ""));
    };
  }

  /** A whole answer, for a caller that asked for a stream. */
  boolean write(Completion whole) {
    Choice choice = whole.first();
    boolean there =
        started(
            new CompletionEvent.Started(whole.id(), whole.model(), whole.createdEpochSeconds()));
    there = there && text(choice.text().or(choice::refusal).orElse(""));
    for (int i = 0; there && i < choice.toolCalls().size(); i++) {
      ToolCall made = choice.toolCalls().get(i);
      there =
          write(new CompletionEvent.ToolCallStarted(0, i, made.id(), made.name()))
              && write(new CompletionEvent.ToolArgumentsDelta(0, i, made.arguments()));
    }
    reason = choice.finishReason();
    return there && finished(whole.usage());
  }

  private boolean started(CompletionEvent.Started started) {
    return out.event(
        "message_start",
        JsonWriter.bytes(
            json -> {
              json.field("type", "message_start");
              json.object(
                  "message",
                  () -> {
                    json.field("id", started.id());
                    json.field("type", "message");
                    json.field("role", "assistant");
                    json.field("model", started.model());
                    json.array("content", () -> {});
                    json.nul("stop_reason");
                    json.nul("stop_sequence");
                    json.object("usage", () -> MessageWriter.usage(json, TokenUsage.NONE));
                  });
            }));
  }

  private boolean text(String text) {
    boolean there = true;
    if (!open || call != NONE) {
      call = NONE;
      there =
          startBlock(
              json -> {
                json.field("type", "text");
                json.field("text", "");
              });
    }
    return there
        && (text.isEmpty()
            || delta(
                json -> {
                  json.field("type", "text_delta");
                  json.field("text", text);
                }));
  }

  private boolean toolStarted(CompletionEvent.ToolCallStarted started) {
    call = started.call();
    return startBlock(
        json -> {
          json.field("type", "tool_use");
          json.field("id", started.id());
          json.field("name", started.name());
          json.object("input", () -> {});
        });
  }

  private boolean startBlock(Consumer<JsonWriter> content) {
    boolean there = endBlock();
    block++;
    open = true;
    return there
        && out.event(
            "content_block_start",
            JsonWriter.bytes(
                json -> {
                  json.field("type", "content_block_start");
                  json.field("index", block);
                  json.object("content_block", () -> content.accept(json));
                }));
  }

  private boolean delta(Consumer<JsonWriter> content) {
    return out.event(
        "content_block_delta",
        JsonWriter.bytes(
            json -> {
              json.field("type", "content_block_delta");
              json.field("index", block);
              json.object("delta", () -> content.accept(json));
            }));
  }

  private boolean endBlock() {
    if (!open) {
      return true;
    }
    open = false;
    return out.event(
        "content_block_stop",
        JsonWriter.bytes(
            json -> {
              json.field("type", "content_block_stop");
              json.field("index", block);
            }));
  }

  private boolean finished(TokenUsage usage) {
    return endBlock()
        && out.event(
            "message_delta",
            JsonWriter.bytes(
                json -> {
                  json.field("type", "message_delta");
                  json.object(
                      "delta",
                      () -> {
                        json.field("stop_reason", MessageWriter.stop(reason));
                        json.nul("stop_sequence");
                      });
                  json.object("usage", () -> MessageWriter.usage(json, usage));
                }))
        && out.event("message_stop", JsonWriter.bytes(json -> json.field("type", "message_stop")));
  }
}
