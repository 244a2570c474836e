package dev.andon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** How durations and secrets are written in a configuration. */
final class Scalars {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  private Scalars() {}

  static SimpleModule module(Environment environment, Path folder) {
    SimpleModule module = new SimpleModule("andon-config");
    module.addDeserializer(Duration.class, new DurationReader());
    module.addDeserializer(Secret.class, new SecretReader(environment, folder));
    return module;
  }

  /** {@code 250ms}, {@code 3s}, {@code 5m}, {@code 2h}, {@code 1d}. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration; write for example 250ms, 3s, 5m, 2h or 1d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static final class DurationReader extends StdDeserializer<Duration> {
    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
      try {
        return duration(parser.getValueAsString(""));
      } catch (IllegalArgumentException wrong) {
        return context.reportInputMismatch(Duration.class, "%s", wrong.getMessage());
      }
    }
  }

  private static final class SecretReader extends StdDeserializer<Secret> {
    private final Environment environment;
    private final Path folder;

    SecretReader(Environment environment, Path folder) {
      super(Secret.class);
      this.environment = environment;
      this.folder = folder;
    }

    @Override
    public Secret deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        String kind = parser.nextName();
        parser.nextToken();
        String value = parser.getValueAsString("");
        if (parser.nextToken() != JsonToken.END_OBJECT) {
          return context.reportInputMismatch(
              Secret.class, "a secret is one of {env: NAME} or {file: PATH}");
        }
        return named(kind, value, context);
      }
      String text = parser.getValueAsString("");
      if (text.startsWith("env.")) {
        return named("env", text.substring(4), context);
      }
      if (text.startsWith("file:")) {
        return named("file", text.substring(5), context);
      }
      return text.isBlank()
          ? context.reportInputMismatch(Secret.class, "the secret is blank")
          : new Secret(text);
    }

    private Secret named(String kind, String name, DeserializationContext context) {
      return switch (kind) {
        case "env" -> {
          Optional<String> value = environment.get(name).filter(text -> !text.isBlank());
          yield value.isPresent()
              ? new Secret(value.get())
              : context.reportInputMismatch(
                  Secret.class, "environment variable %s is not set", name);
        }
        case "file" -> read(folder.resolve(name), context);
        default ->
            context.reportInputMismatch(
                Secret.class, "a secret is one of {env: NAME} or {file: PATH}, not {%s: …}", kind);
      };
    }

    private static Secret read(Path file, DeserializationContext context) {
      try {
        if (Files.size(file) > Secret.MAX_BYTES) {
          return context.reportInputMismatch(Secret.class, "secret file %s is above 64 KiB", file);
        }
        return Secret.read(file);
      } catch (IOException | IllegalArgumentException unusable) {
        return context.reportInputMismatch(
            Secret.class, "secret file %s cannot be read or is blank", file);
      }
    }
  }
}
