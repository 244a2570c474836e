package dev.andon.hub.provider.gemini;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.dialect.JsonBody;
import dev.andon.hub.provider.http.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Vertex AI. A service account's JSON is turned into access tokens, which are kept until shortly
 * before they expire; a token that begins with {@code ya29.} is used as it is; anything else is an
 * API key. Thread-safe.
 */
public final class VertexEndpoint implements Endpoint {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private final Optional<String> baseUrl;
  private final Optional<String> region;
  private final Map<String, GoogleCredentials> credentials = new ConcurrentHashMap<>();

  public VertexEndpoint(Optional<String> baseUrl, Optional<String> region) {
    this.baseUrl = baseUrl;
    this.region = region;
  }

  @Override
  public HttpUrl url(ProviderKey key, String path) {
    return HttpUrl.get(baseUrl.orElseGet(this::own) + path);
  }

  @Override
  public Request authorise(Request request, JsonBody body, ProviderKey key) throws IOException {
    String secret = key.secret();
    if (secret.startsWith("{")) {
      return bearer(request, token(key));
    }
    return secret.startsWith("ya29.")
        ? bearer(request, secret)
        : request.newBuilder().header("x-goog-api-key", secret).build();
  }

  private String own() {
    return region
        .filter(r -> !r.equals("global"))
        .map(r -> "https://" + r + "-aiplatform.googleapis.com")
        .orElse("https://aiplatform.googleapis.com");
  }

  private String token(ProviderKey key) throws IOException {
    GoogleCredentials account = credentials.get(key.label());
    if (account == null) {
      account = parse(key);
      credentials.put(key.label(), account);
    }
    account.refreshIfExpired();
    AccessToken token = account.getAccessToken();
    if (token == null) {
      throw new IOException("the token service gave no access token");
    }
    return token.getTokenValue();
  }

  private static GoogleCredentials parse(ProviderKey key) throws IOException {
    byte[] json = key.secret().getBytes(StandardCharsets.UTF_8);
    return ServiceAccountCredentials.fromStream(new ByteArrayInputStream(json))
        .createScoped(List.of(SCOPE));
  }

  private static Request bearer(Request request, String token) {
    return request.newBuilder().header("Authorization", "Bearer " + token).build();
  }
}
