package dev.andon.hub.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Collects a chat while its fields come in any order, or changes a few of one. What is not said
 * stays at the provider's default. Values are checked by {@link #build}. Confined to one request.
 */
public final class ChatBuilder {
  private final WireFormat dialect;
  private @Nullable String model;
  private final List<Part> system = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private List<Tool> tools = List.of();
  private Optional<ToolChoice> toolChoice = Optional.empty();
  private AnswerFormat format = new AnswerFormat.Text();
  private OptionalInt maxTokens = OptionalInt.empty();
  private Optional<String> maxTokensField = Optional.empty();
  private OptionalDouble temperature = OptionalDouble.empty();
  private OptionalDouble topP = OptionalDouble.empty();
  private OptionalInt n = OptionalInt.empty();
  private final List<String> stop = new ArrayList<>();
  private OptionalLong seed = OptionalLong.empty();
  private boolean stream;
  private boolean streamUsage;
  private final List<JsonField> extra = new ArrayList<>();

  public ChatBuilder(WireFormat dialect) {
    this.dialect = dialect;
  }

  /** Everything as in {@code chat}. */
  ChatBuilder(Chat chat) {
    this(chat.dialect());
    model(chat.model().text()).system(chat.system()).messages(chat.messages());
    tools(chat.tools()).format(chat.format()).sampling(chat.sampling());
    toolChoice = chat.toolChoice();
    stream(chat.stream()).streamUsage(chat.streamUsage());
    extra.addAll(chat.extra());
  }

  /** The model's name; checked by {@link #build}. */
  public ChatBuilder model(String name) {
    model = name;
    return this;
  }

  public boolean hasModel() {
    return model != null;
  }

  /** Adds a system instruction that stands apart from the messages. */
  public ChatBuilder system(Part part) {
    system.add(part);
    return this;
  }

  /** These system instructions instead of those so far. */
  public ChatBuilder system(List<Part> parts) {
    return replace(system, parts);
  }

  /** Adds a turn. */
  public ChatBuilder message(Message message) {
    messages.add(message);
    return this;
  }

  /** These turns instead of those so far. */
  public ChatBuilder messages(List<Message> turns) {
    return replace(messages, turns);
  }

  /** The number of turns so far. */
  public int turns() {
    return messages.size();
  }

  public ChatBuilder tools(List<Tool> offered) {
    tools = offered;
    return this;
  }

  public ChatBuilder toolChoice(ToolChoice choice) {
    toolChoice = Optional.of(choice);
    return this;
  }

  public ChatBuilder format(AnswerFormat wanted) {
    format = wanted;
    return this;
  }

  /** Bounds the answer, in tokens. */
  public ChatBuilder maxTokens(int bound) {
    maxTokens = OptionalInt.of(bound);
    return this;
  }

  /** Bounds the answer, in tokens, by a field that is handed on under the caller's name. */
  public ChatBuilder maxTokens(String field, int bound) {
    maxTokensField = Optional.of(field);
    return maxTokens(bound);
  }

  public boolean hasMaxTokens() {
    return maxTokens.isPresent();
  }

  public ChatBuilder temperature(double value) {
    temperature = OptionalDouble.of(value);
    return this;
  }

  public ChatBuilder topP(double value) {
    topP = OptionalDouble.of(value);
    return this;
  }

  /** The number of choices. */
  public ChatBuilder n(int choices) {
    n = OptionalInt.of(choices);
    return this;
  }

  /** Adds a sequence that ends the answer. */
  public ChatBuilder stop(String sequence) {
    stop.add(sequence);
    return this;
  }

  /** The number of sequences so far that end the answer. */
  public int stops() {
    return stop.size();
  }

  public ChatBuilder seed(long value) {
    seed = OptionalLong.of(value);
    return this;
  }

  /** All of the sampling's fields. */
  public ChatBuilder sampling(Sampling sampling) {
    maxTokens = sampling.maxTokens();
    maxTokensField = sampling.maxTokensField();
    temperature = sampling.temperature();
    topP = sampling.topP();
    n = sampling.n();
    seed = sampling.seed();
    return replace(stop, sampling.stop());
  }

  public ChatBuilder stream(boolean wanted) {
    stream = wanted;
    return this;
  }

  /** Whether the answer is wanted as a stream that ends with the usage. */
  public ChatBuilder streamWithUsage(boolean wanted) {
    return stream(wanted).streamUsage(wanted);
  }

  public ChatBuilder streamUsage(boolean wanted) {
    streamUsage = wanted;
    return this;
  }

  /** Adds an unknown top-level field. */
  public ChatBuilder extra(String name, RawJson value) {
    extra.add(new JsonField(name, value));
    return this;
  }

  /**
   * The chat.
   *
   * @throws IllegalArgumentException if it has no model or no turn, or a value is out of its range
   */
  public Chat build() {
    if (model == null) {
      throw new IllegalArgumentException("'model' is missing");
    }
    Sampling sampling = new Sampling(maxTokens, maxTokensField, temperature, topP, n, stop, seed);
    return new Chat(
        dialect,
        new ModelName(model),
        system,
        messages,
        tools,
        toolChoice,
        format,
        sampling,
        stream,
        streamUsage,
        extra);
  }

  private <T> ChatBuilder replace(List<T> held, List<T> others) {
    held.clear();
    held.addAll(others);
    return this;
  }
}
