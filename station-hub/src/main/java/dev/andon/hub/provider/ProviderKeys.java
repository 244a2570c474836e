package dev.andon.hub.provider;

import dev.andon.config.Environment;
import dev.andon.hub.provider.api.ProviderKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the keys that a configuration names. Errors name the variable or file, never the key. */
final class ProviderKeys {
  private static final long MAX_KEY_BYTES = 64 * 1024;

  private final Environment environment;
  private final Path folder;

  ProviderKeys(Environment environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  List<ProviderKey> resolve(ProviderKind kind, ProviderConfig config) {
    List<ProviderKeyConfig> configs = config.keys().orElse(List.of());
    if (configs.isEmpty()) {
      if (kind != ProviderKind.COMPATIBLE) {
        throw new IllegalArgumentException("it needs at least one key");
      }
      return List.of(ProviderKey.of("none", "none"));
    }
    List<ProviderKey> keys = new ArrayList<>();
    for (ProviderKeyConfig key : configs) {
      keys.add(resolve(key, config, keys.size() + 1));
    }
    return distinct(keys);
  }

  private ProviderKey resolve(ProviderKeyConfig key, ProviderConfig provider, int position) {
    String label = key.labelAt(position);
    return new ProviderKey(
        label,
        secret(key),
        key.weight().orElse(1.0),
        Set.copyOf(key.models().orElse(List.of())),
        key.region().or(provider::region),
        key.account().orElse(label));
  }

  private String secret(ProviderKeyConfig key) {
    Optional<String> found =
        key.value().or(() -> key.env().map(this::variable)).or(() -> key.file().map(this::file));
    return found.orElseThrow();
  }

  private String variable(String name) {
    return environment
        .get(name)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .orElseThrow(
            () -> new IllegalArgumentException("environment variable " + name + " is not set"));
  }

  private String file(String name) {
    Path file = folder.resolve(name);
    try {
      if (Files.size(file) > MAX_KEY_BYTES) {
        throw new IllegalArgumentException("key file " + file + " is above 64 KiB");
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "key file " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  private static List<ProviderKey> distinct(List<ProviderKey> keys) {
    Set<String> labels = new HashSet<>();
    for (ProviderKey key : keys) {
      if (!labels.add(key.label())) {
        throw new IllegalArgumentException("two keys are labelled '" + key.label() + "'");
      }
    }
    return List.copyOf(keys);
  }
}
