package dev.andon.wire;

import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Messages to CBOR (RFC 8949) and back. Every payload is one map {@code {v, type, body}} in that
 * order: the schema version first, so that a reader refuses what it cannot know before reading it.
 *
 * <p>Within a major version fields and types are only ever added: unknown fields are passed over,
 * unknown types are rejected as such. Thread-safe.
 */
public final class WireCodec {
  /** The schema version written, and the only one read. */
  public static final int VERSION = 1;

  private static final int MAX_DEPTH = 16;
  private static final int MAX_TEXT = 4_096;

  private static final Map<String, Class<? extends WireMessage>> TYPES =
      Map.of(
          "escalation", Escalation.class,
          "receipt", Receipt.class,
          "verdict", VerdictMessage.class,
          "confirmation", Confirmation.class,
          "not_known", NotKnown.class,
          "meta", Meta.class,
          "health", Health.class,
          "state", StationState.class,
          "allowance", StationAllowance.class,
          "signed", Signed.class);

  private static final Map<Class<? extends WireMessage>, String> NAMES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private final int maxBytes;
  private final CBORMapper mapper;

  /** A codec that refuses payloads above {@code maxBytes}, both ways. */
  public WireCodec(int maxBytes) {
    Ranges.inRange("maximum message bytes", maxBytes, 1_024, Image.MAX_BYTES + (1 << 20));
    this.maxBytes = maxBytes;
    CBORFactory factory =
        CBORFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxDocumentLength(maxBytes)
                    .build())
            .build();
    this.mapper =
        CBORMapper.builder(factory)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .annotationIntrospector(new RequiredFields())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
  }

  /** A codec for pictures up to {@link Image#MAX_BYTES}. */
  public WireCodec() {
    this(Image.MAX_BYTES + (1 << 20));
  }

  /** What reading a payload came to. */
  public sealed interface Decoded {}

  /** A message of our version. */
  public record Accepted(WireMessage message) implements Decoded {}

  /** Not readable here; the payload must be kept by whoever holds it. */
  public record Rejected(Problem problem, String detail) implements Decoded {}

  /** Why a payload was not read. */
  public enum Problem {
    TOO_LARGE,
    NOT_CBOR,
    UNKNOWN_VERSION,
    UNKNOWN_TYPE,
    INVALID
  }

  /** The payload of a message; throws IllegalArgumentException if it would be above the bound. */
  public byte[] encode(WireMessage message) {
    byte[] bytes = mapper.writeValueAsBytes(new Out(VERSION, name(message), message));
    if (bytes.length > maxBytes) {
      throw new IllegalArgumentException(
          name(message) + " of " + bytes.length + " bytes is above the bound of " + maxBytes);
    }
    return bytes;
  }

  /** Reads a payload; never throws for what is in it. */
  public Decoded decode(byte[] payload) {
    if (payload.length > maxBytes) {
      return new Rejected(Problem.TOO_LARGE, payload.length + " bytes; the bound is " + maxBytes);
    }
    try (JsonParser parser = mapper.createParser(payload)) {
      return read(parser);
    } catch (StreamReadException notCbor) {
      return new Rejected(Problem.NOT_CBOR, reason(notCbor));
    } catch (JacksonException | IllegalArgumentException invalid) {
      return new Rejected(Problem.INVALID, reason(invalid));
    }
  }

  private Decoded read(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT
        || !"v".equals(parser.nextName())
        || !parser.nextToken().isNumeric()) {
      return new Rejected(Problem.NOT_CBOR, "payload does not start with a version");
    }
    int version = parser.getIntValue();
    if (version != VERSION) {
      return new Rejected(
          Problem.UNKNOWN_VERSION, "version " + version + "; this side reads version " + VERSION);
    }
    if (!"type".equals(parser.nextName()) || parser.nextToken() != JsonToken.VALUE_STRING) {
      return new Rejected(Problem.INVALID, "no message type after the version");
    }
    String type = parser.getString();
    Class<? extends WireMessage> target = TYPES.get(type);
    if (target == null) {
      return new Rejected(Problem.UNKNOWN_TYPE, "message type '" + Texts.shortened(type) + "'");
    }
    if (!"body".equals(parser.nextName())) {
      return new Rejected(Problem.INVALID, "no body after the message type");
    }
    parser.nextToken();
    WireMessage message = mapper.readValue(parser, target);
    if (parser.nextToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
      return new Rejected(Problem.INVALID, "something follows the body");
    }
    return new Accepted(message);
  }

  private static String name(WireMessage message) {
    String name = NAMES.get(message.getClass());
    if (name == null) {
      throw new IllegalStateException("no wire name for " + message.getClass());
    }
    return name;
  }

  /** The first line of the reason, without a dump of the payload. */
  private static String reason(Exception problem) {
    Throwable deepest = problem;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String text =
        deepest instanceof JacksonException jackson
            ? jackson.getOriginalMessage()
            : deepest.getMessage();
    return text == null
        ? deepest.getClass().getSimpleName()
        : Texts.shortened(text.lines().findFirst().orElse(""));
  }

  private record Out(int v, String type, WireMessage body) {}
}
