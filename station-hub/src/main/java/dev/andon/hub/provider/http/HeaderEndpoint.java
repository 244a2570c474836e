package dev.andon.hub.provider.http;

import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.dialect.JsonBody;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** A base URL, and a key that is presented in a header. Thread-safe. */
public final class HeaderEndpoint implements Endpoint {
  private static final int MAX_PARSED = 1_000;

  private final String baseUrl;
  private final String header;
  private final String prefix;

  /** Few different ones are asked for again and again, and parsing costs as much as sending. */
  private final Map<String, HttpUrl> parsed = new ConcurrentHashMap<>();

  /**
   * @param baseUrl without a slash at its end; {@code {region}} stands for the key's region
   * @param header such as {@code Authorization}
   * @param prefix before the key, such as {@code Bearer }
   */
  public HeaderEndpoint(String baseUrl, String header, String prefix) {
    this.baseUrl = baseUrl;
    this.header = header;
    this.prefix = prefix;
  }

  @Override
  public HttpUrl url(ProviderKey key, String path) {
    String text = baseUrl.replace("{region}", key.region().orElse("")) + path;
    HttpUrl known = parsed.get(text);
    if (known != null) {
      return known;
    }
    HttpUrl url = HttpUrl.get(text);
    if (parsed.size() < MAX_PARSED) {
      parsed.put(text, url);
    }
    return url;
  }

  @Override
  public Request authorise(Request request, JsonBody body, ProviderKey key) {
    return request.newBuilder().header(header, prefix + key.secret()).build();
  }
}
