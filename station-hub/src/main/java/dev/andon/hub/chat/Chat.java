package dev.andon.hub.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A conversation to be continued, independent of the dialect it came in and without loss: what the
 * gateway does not interpret is kept as raw JSON. Immutable; images are slices of the received
 * body.
 *
 * @param dialect the dialect of the door; {@code extra} and the opaque parts are written in it
 * @param system system instructions that stand apart from the messages (Anthropic's {@code
 *     system}); empty where they are messages
 * @param messages the turns in order, at least one
 * @param stream whether the caller wants the answer as a stream
 * @param streamUsage whether the caller wants the usage at the end of the stream
 * @param extra unknown top-level fields, as received
 */
public record Chat(
    WireFormat dialect,
    ModelName model,
    List<Part> system,
    List<Message> messages,
    List<Tool> tools,
    Optional<ToolChoice> toolChoice,
    AnswerFormat format,
    Sampling sampling,
    boolean stream,
    boolean streamUsage,
    List<JsonField> extra)
    implements Content {

  public Chat {
    system = List.copyOf(system);
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    extra = List.copyOf(extra);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages holds at least one message");
    }
  }

  /** A request for plain text with the provider's defaults. */
  public static Chat of(
      WireFormat dialect, ModelName model, List<Part> system, List<Message> messages) {
    return new ChatBuilder(dialect).model(model.text()).system(system).messages(messages).build();
  }

  /** A builder that holds this request. */
  public ChatBuilder toBuilder() {
    return new ChatBuilder(this);
  }

  /** Every part of the request, the system's first. */
  public Stream<Part> parts() {
    return Stream.concat(system.stream(), messages.stream().flatMap(m -> m.parts().stream()));
  }

  /** What instructs the model: the system's parts, then those of system and developer messages. */
  public List<Part> instructions() {
    return Stream.concat(
            system.stream(),
            messages.stream().filter(Message::instructs).flatMap(m -> m.parts().stream()))
        .toList();
  }

  /** The messages of user, assistant and tools, for dialects in which instructions stand apart. */
  public List<Message> turns() {
    return messages.stream().filter(m -> !m.instructs()).toList();
  }

  /** The same request with another sampling. */
  public Chat withSampling(Sampling other) {
    return toBuilder().sampling(other).build();
  }

  /** The same request with these parts at the end of its last turn. */
  public Chat withParts(List<Part> more) {
    Message last = messages.getLast();
    List<Message> turns = new ArrayList<>(messages);
    turns.set(
        turns.size() - 1,
        last.withParts(Stream.concat(last.parts().stream(), more.stream()).toList()));
    return toBuilder().messages(turns).build();
  }

  /** The same request with {@code message} as the last turn. */
  public Chat withMessage(Message message) {
    return toBuilder().message(message).build();
  }
}
