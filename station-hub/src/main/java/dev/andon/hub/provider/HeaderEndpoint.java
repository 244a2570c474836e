package dev.andon.hub.provider;

import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * A base URL, and a key that is presented in a header.
 *
 * @param baseUrl without a slash at its end; {@code {region}} stands for the key's region
 * @param header such as {@code Authorization}
 * @param prefix before the key, such as {@code Bearer }
 */
record HeaderEndpoint(String baseUrl, String header, String prefix) implements Endpoint {

  @Override
  public HttpUrl url(ProviderKey key, String path) {
    return HttpUrl.get(baseUrl.replace("{region}", key.region().orElse("")) + path);
  }

  @Override
  public Request authorise(Request request, JsonBody body, ProviderKey key) {
    return request.newBuilder().header(header, prefix + key.secret()).build();
  }
}
