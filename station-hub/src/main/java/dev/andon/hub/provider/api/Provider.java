package dev.andon.hub.provider.api;

import dev.andon.hub.chat.Content;
import java.util.List;
import java.util.Optional;

/** A provider of answers. Thread-safe; {@link #call} blocks the calling (virtual) thread. */
public interface Provider {
  /** Its name in {@code provider/model}. */
  String name();

  /** Our keys, at least one. */
  List<ProviderKey> keys();

  /** Why this content cannot be put in the provider's dialect, in words; empty if it can. */
  Optional<String> objection(Content content);

  /** Makes one attempt. Never throws for what a provider or network does. */
  ProviderAnswer call(ProviderCall call);
}
