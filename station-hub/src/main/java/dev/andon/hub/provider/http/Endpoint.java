package dev.andon.hub.provider.http;

import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.dialect.JsonBody;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** Where a provider lives and how it wants to be convinced. Thread-safe. */
public interface Endpoint {

  /** The absolute URL of {@code path} for this key. */
  HttpUrl url(ProviderKey key, String path);

  /**
   * Adds the key's credentials to a request that is otherwise complete.
   *
   * @throws IOException if they must be fetched and cannot be
   */
  Request authorise(Request request, JsonBody body, ProviderKey key) throws IOException;
}
