package dev.andon.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads one YAML file into a record whose components are the snake_case keys. Absent keys arrive as
 * null or an empty Optional: the record supplies its defaults and checks its values. Thread-safe.
 */
public final class ConfigFile {
  private static final long MAX_BYTES = 4L << 20;

  private final Environment environment;

  public ConfigFile(Environment environment) {
    this.environment = environment;
  }

  /** Reads a file; throws {@link ConfigException} for everything that is wrong with it. */
  public <T> T read(Path file, Class<T> type) {
    return parse(text(file), file, type);
  }

  /** Reads a text as if it stood in {@code file}: relative secret files are looked up beside it. */
  public <T> T parse(String text, Path file, Class<T> type) {
    String name = file.toString();
    String substituted = Substitution.apply(text, name, environment);
    YAMLMapper mapper = mapper(file);
    try {
      T value = mapper.readValue(substituted, type);
      if (value == null) {
        throw new ConfigException(name, "the file is empty");
      }
      return value;
    } catch (UnrecognizedPropertyException unknown) {
      int at = UnknownKey.line(mapper, substituted, unknown.getPath()).orElse(line(unknown));
      throw new ConfigException(
          name, at, unknownKey(unknown.getPropertyName(), knownKeys(unknown)));
    } catch (InvalidTypeIdException unknown) {
      throw new ConfigException(name, line(unknown), path(unknown) + unknownKind(unknown));
    } catch (DatabindException wrong) {
      throw UnknownKey.around(mapper, substituted, wrong.getPath(), target(wrong, type))
          .map(key -> new ConfigException(name, key.line(), unknownKey(key.typed(), key.known())))
          .orElseGet(() -> new ConfigException(name, line(wrong), path(wrong) + reason(wrong)));
    } catch (JacksonException notYaml) {
      throw new ConfigException(name, line(notYaml), "not valid YAML: " + reason(notYaml));
    }
  }

  private YAMLMapper mapper(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    YAMLFactory factory =
        YAMLFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();
    return YAMLMapper.builder(factory)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enumNamingStrategy(EnumNamingStrategies.SNAKE_CASE)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .annotationIntrospector(new RequiredKeys())
        .addModule(Scalars.module(environment, parent == null ? Path.of(".") : parent))
        .build();
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file.toString(), "the file is above 4 MiB");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException notText) {
      throw new ConfigException(file.toString(), "the file is not UTF-8 text");
    } catch (IOException unreadable) {
      throw new ConfigException(
          file.toString(), "cannot be read; does it exist, and may we read it?");
    }
  }

  private static Class<?> target(DatabindException wrong, Class<?> whole) {
    return switch (wrong) {
      case ValueInstantiationException made when made.getType() != null ->
          made.getType().getRawClass();
      case MismatchedInputException mismatch when mismatch.getTargetType() != null ->
          mismatch.getTargetType();
      default -> whole;
    };
  }

  /** Of objects of which a key says what kind they are. */
  private static String unknownKind(InvalidTypeIdException unknown) {
    JsonSubTypes kinds = unknown.getBaseType().getRawClass().getAnnotation(JsonSubTypes.class);
    String known =
        kinds == null
            ? ""
            : "; known are "
                + Stream.of(kinds.value())
                    .map(JsonSubTypes.Type::name)
                    .sorted()
                    .collect(Collectors.joining(", "));
    return (unknown.getTypeId() == null
            ? "required key 'kind' is missing"
            : "unknown kind '" + unknown.getTypeId() + "'")
        + known;
  }

  private static List<String> knownKeys(UnrecognizedPropertyException unknown) {
    return unknown.getKnownPropertyIds().stream().map(String::valueOf).toList();
  }

  private static String unknownKey(String typed, List<String> known) {
    String hint =
        NearestKey.of(typed, known)
            .map(key -> "did you mean '" + key + "'?")
            .orElseGet(
                () ->
                    "known keys are " + known.stream().sorted().collect(Collectors.joining(", ")));
    return "unknown key '" + typed + "'; " + hint;
  }

  private static String path(DatabindException wrong) {
    String path =
        wrong.getPath().stream()
            .map(
                step ->
                    step.getPropertyName() == null
                        ? "[" + step.getIndex() + "]"
                        : step.getPropertyName())
            .collect(Collectors.joining("."))
            .replace(".[", "[");
    return path.isEmpty() ? "" : "'" + path + "': ";
  }

  private static String reason(JacksonException wrong) {
    Throwable cause = wrong.getCause();
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return cause.getMessage();
    }
    String text = wrong.getOriginalMessage();
    if (text != null && text.startsWith("Missing required creator property")) {
      return "required key "
          + text.substring(text.indexOf('\''), text.indexOf('(')).strip()
          + " is missing";
    }
    return text == null ? wrong.getClass().getSimpleName() : text.lines().findFirst().orElse("");
  }

  private static int line(JacksonException wrong) {
    TokenStreamLocation location = wrong.getLocation();
    return location == null ? 1 : Math.max(1, location.getLineNr());
  }
}
