package dev.andon.hub.gateway;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Choice;
import dev.andon.hub.chat.Completion;
import dev.andon.hub.chat.FinishReason;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.request.ErrorClass;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an answer is what was asked for: complete, and valid against its schema, whichever
 * provider gave it. Thread-safe.
 */
public final class AnswerFormatCheck {
  private static final int MAX_SCHEMAS = 256;

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, registry -> registry.schemaCacheEnabled(false));
  private final Map<ByteSlice, Schema> schemas =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteSlice, Schema> eldest) {
          return size() > MAX_SCHEMAS;
        }
      };

  /** What is wrong with the answer, if anything. */
  public Optional<AttemptFailure> problem(Chat chat, Completion completion) {
    if (!(chat.format() instanceof AnswerFormat.JsonSchema schema)) {
      return Optional.empty();
    }
    boolean station = chat.dialect() == WireFormat.STATION;
    if (!station && !schema.strict().orElse(false)) {
      return Optional.empty();
    }
    return completion.choices().stream()
        .flatMap(choice -> problem(choice, schema, station).stream())
        .findFirst();
  }

  private Optional<AttemptFailure> problem(
      Choice choice, AnswerFormat.JsonSchema schema, boolean station) {
    if (choice.refusal().isPresent() || choice.finishReason() == FinishReason.CONTENT_FILTER) {
      return station
          ? failed(ErrorClass.FILTERED, "the model refused to answer")
          : Optional.empty();
    }
    if (choice.finishReason() == FinishReason.LENGTH) {
      return station
          ? failed(ErrorClass.INVALID_ANSWER, "the answer was truncated")
          : Optional.empty();
    }
    if (!choice.toolCalls().isEmpty() && choice.text().isEmpty()) {
      return Optional.empty();
    }
    return invalid(choice.text().orElse(""), schema);
  }

  private Optional<AttemptFailure> invalid(String text, AnswerFormat.JsonSchema schema) {
    Schema compiled;
    try {
      compiled = compiled(schema.schema().bytes());
    } catch (RuntimeException callersSchema) {
      return Optional.empty();
    }
    try {
      return compiled.validate(text, InputFormat.JSON).stream()
          .findFirst()
          .flatMap(
              error ->
                  failed(
                      ErrorClass.INVALID_ANSWER,
                      "the answer is not valid against the schema: "
                          + error.getKeyword()
                          + " at "
                          + error.getInstanceLocation()));
    } catch (RuntimeException noJson) {
      return failed(ErrorClass.INVALID_ANSWER, "the answer is no JSON");
    }
  }

  private Schema compiled(ByteSlice text) {
    synchronized (schemas) {
      Schema known = schemas.get(text);
      if (known == null) {
        ByteSlice own = ByteSlice.of(text.toByteArray());
        known = registry.getSchema(own.utf8(), InputFormat.JSON);
        schemas.put(own, known);
      }
      return known;
    }
  }

  private static Optional<AttemptFailure> failed(ErrorClass error, String detail) {
    return Optional.of(AttemptFailure.unknown(error, Optional.of(200), detail));
  }
}
