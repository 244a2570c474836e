package dev.andon.hub.routing;

import dev.andon.hub.chat.Content;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderAnswer;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.api.ProviderKey;
import java.util.List;
import java.util.Optional;

/** A provider that is only looked at; attempts are made by the test's runner. */
public record FakeProvider(String name, List<ProviderKey> keys) implements Provider {
  @Override
  public Optional<String> objection(Content content) {
    return Optional.empty();
  }

  @Override
  public ProviderAnswer call(ProviderCall call) {
    throw new AssertionError("the test's runner answers");
  }
}
