package dev.andon.hub.provider.api;

import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;

/**
 * One attempt at a provider.
 *
 * @param content what is asked; its model field is ignored
 * @param model the model as the provider names it
 * @param key the key to present
 */
public record ProviderCall(Content content, String model, ProviderKey key, AttemptLimits limits) {

  /** Whether the answer is to come as a stream. */
  public boolean streams() {
    return content instanceof Chat chat && chat.stream();
  }
}
