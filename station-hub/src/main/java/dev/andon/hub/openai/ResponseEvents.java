package dev.andon.hub.openai;

import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.http.Problem;
import dev.andon.hub.http.SseOut;
import dev.andon.hub.json.JsonWriter;
import dev.andon.hub.money.TokenUsage;
import dev.andon.hub.request.CompletionEvent;
import dev.andon.hub.request.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes a streamed answer as the events of OpenAI's responses. Text goes out as it comes; calls of
 * tools go out whole at the end. Confined to one stream; false once the client has gone away.
 */
final class ResponseEvents {
  private final SseOut out;
  private final RequestId id;
  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, ToolCall> calls = new TreeMap<>();
  private String model = "";
  private long created;
  private long number;
  private boolean begun;
  private FinishReason reason = FinishReason.STOP;

  ResponseEvents(SseOut out, RequestId id) {
    this.out = out;
    this.id = id;
  }

  boolean write(CompletionEvent event) {
    return switch (event) {
      case CompletionEvent.Started started -> started(started);
      case CompletionEvent.TextDelta d -> text(d.text());
      case CompletionEvent.RefusalDelta d -> text(d.text());
      case CompletionEvent.ToolCallStarted d -> {
        calls.put(d.call(), new ToolCall(d.id(), d.name(), ""));
        yield true;
      }
      case CompletionEvent.ToolArgumentsDelta d -> {
        calls.computeIfPresent(
            d.call(), (k, c) -> new ToolCall(c.id(), c.name(), c.arguments() + d.fragment()));
        yield true;
      }
      case CompletionEvent.ReasoningDelta _, CompletionEvent.ExtraDelta _ -> true;
      case CompletionEvent.ChoiceFinished d -> {
        reason = d.reason();
        yield true;
      }
      case CompletionEvent.Finished finished -> finished(finished.usage());
      case CompletionEvent.Broken broken -> broken(Problem.of(broken.failure()));
    };
  }

  /** A whole answer, for a caller that asked for a stream. */
  boolean write(Completion whole) {
    Choice choice = whole.first();
    for (int i = 0; i < choice.toolCalls().size(); i++) {
      calls.put(i, choice.toolCalls().get(i));
    }
    reason = choice.finishReason();
    return started(
            new CompletionEvent.Started(whole.id(), whole.model(), whole.createdEpochSeconds()))
        && choice.text().map(this::text).orElse(true)
        && finished(whole.usage());
  }

  private boolean started(CompletionEvent.Started started) {
    model = started.model();
    created = started.createdEpochSeconds();
    return event(
        "response.created",
        json ->
            json.object(
                "response",
                () -> {
                  ResponseWriter.head(json, id, model, created, "in_progress");
                  json.array("output", () -> {});
                }));
  }

  private boolean text(String delta) {
    boolean there = begun || begin();
    text.append(delta);
    return there
        && event(
            "response.output_text.delta",
            json -> {
              place(json);
              json.field("delta", delta);
            });
  }

  private boolean begin() {
    begun = true;
    return event(
            "response.output_item.added",
            json -> {
              json.field("output_index", 0);
              json.object(
                  "item",
                  () -> {
                    json.field("type", "message");
                    json.field("id", "msg_" + id);
                    json.field("status", "in_progress");
                    json.field("role", "assistant");
                    json.array("content", () -> {});
                  });
            })
        && event(
            "response.content_part.added",
            json -> {
              place(json);
              json.object("part", () -> ResponseWriter.textPart(json, ""));
            });
  }

  private boolean finished(TokenUsage usage) {
    String whole = text.toString();
    boolean there = !begun || endText(whole);
    int index = begun ? 1 : 0;
    List<ToolCall> made = new ArrayList<>(calls.values());
    for (ToolCall call : made) {
      int at = index++;
      there = there && tool(call, at);
    }
    Choice choice =
        new Choice(
            0,
            begun ? Optional.of(whole) : Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            made,
            reason,
            List.of(),
            List.of());
    Completion completion = new Completion("", model, created, List.of(choice), usage, List.of());
    String name = reason == FinishReason.LENGTH ? "response.incomplete" : "response.completed";
    return there
        && event(
            name,
            json -> json.object("response", () -> ResponseWriter.response(json, id, completion)));
  }

  private boolean endText(String whole) {
    return event(
            "response.output_text.done",
            json -> {
              place(json);
              json.field("text", whole);
            })
        && event(
            "response.content_part.done",
            json -> {
              place(json);
              json.object("part", () -> ResponseWriter.textPart(json, whole));
            })
        && event(
            "response.output_item.done",
            json -> {
              json.field("output_index", 0);
              json.object("item", () -> ResponseWriter.message(json, id, whole, "completed"));
            });
  }

  private boolean tool(ToolCall call, int index) {
    return event(
            "response.output_item.added",
            json -> {
              json.field("output_index", index);
              json.object(
                  "item",
                  () -> ResponseWriter.call(json, new ToolCall(call.id(), call.name(), "")));
            })
        && event(
            "response.function_call_arguments.done",
            json -> {
              json.field("item_id", "fc_" + call.id());
              json.field("output_index", index);
              json.field("arguments", call.arguments());
            })
        && event(
            "response.output_item.done",
            json -> {
              json.field("output_index", index);
              json.object("item", () -> ResponseWriter.call(json, call));
            });
  }

  private boolean broken(Problem problem) {
    return event(
        "error",
        json -> {
          json.field("code", problem.code());
          json.field("message", problem.message());
          json.nul("param");
        });
  }

  private void place(JsonWriter json) {
    json.field("item_id", "msg_" + id);
    json.field("output_index", 0);
    json.field("content_index", 0);
  }

  private boolean event(String type, Consumer<JsonWriter> members) {
    return out.event(
        type,
        JsonWriter.bytes(
            json -> {
              json.field("type", type);
              json.field("sequence_number", number++);
              members.accept(json);
            }));
  }
}
