package dev.andon.hub.account;

import dev.andon.config.Secret;
import java.util.Optional;

/**
 * A key as the YAML writes it.
 *
 * @param secret what the caller presents; where there is none, the key's id is accepted: for
 *     trusted networks
 */
public record YamlKey(VirtualKey key, Optional<Secret> secret) {
  String presented() {
    return secret.map(Secret::text).orElse(key.id());
  }
}
