package dev.andon.hub.provider.bedrock;

import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.dialect.JsonBody;
import dev.andon.hub.provider.http.Endpoint;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Bedrock in the key's region. A key of the form {@code AKIA…:secret} or {@code ASIA…:secret:token}
 * signs each request (SigV4); anything else is a Bedrock API key and goes as a bearer token.
 *
 * @param baseUrl instead of the region's own, where given; {@code {region}} stands for the region
 */
public record BedrockEndpoint(Optional<String> baseUrl, InstantSource clock) implements Endpoint {
  private static final String DEFAULT = "https://bedrock-runtime.{region}.amazonaws.com";
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  @Override
  public HttpUrl url(ProviderKey key, String path) {
    return HttpUrl.get(baseUrl.orElse(DEFAULT).replace("{region}", region(key)) + path);
  }

  @Override
  public Request authorise(Request request, JsonBody body, ProviderKey key) {
    return key.secret().matches("A[KS]IA[A-Z0-9]+:.+")
        ? signed(request, body, key)
        : request.newBuilder().header("Authorization", "Bearer " + key.secret()).build();
  }

  private Request signed(Request request, JsonBody body, ProviderKey key) {
    byte[] payload = body.json().toByteArray();
    SignedRequest signed =
        SIGNER.sign(
            sign ->
                sign.identity(identity(key))
                    .request(unsigned(request))
                    .payload(
                        ContentStreamProvider.fromInputStreamSupplier(
                            () -> new ByteArrayInputStream(payload)))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region(key))
                    .putProperty(
                        HttpSigner.SIGNING_CLOCK, Clock.fixed(clock.instant(), ZoneOffset.UTC)));
    Request.Builder ready = request.newBuilder();
    for (String name :
        List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256")) {
      signed.request().firstMatchingHeader(name).ifPresent(value -> ready.header(name, value));
    }
    return ready.build();
  }

  private static SdkHttpRequest unsigned(Request request) {
    URI uri = request.url().uri();
    return SdkHttpRequest.builder()
        .method(SdkHttpMethod.POST)
        .uri(uri)
        .encodedPath(request.url().encodedPath())
        .putHeader("Content-Type", "application/json")
        .build();
  }

  private static AwsCredentialsIdentity identity(ProviderKey key) {
    String[] parts = key.secret().split(":", 3);
    return parts.length == 3
        ? AwsSessionCredentialsIdentity.create(parts[0], parts[1], parts[2])
        : AwsCredentialsIdentity.create(parts[0], parts[1]);
  }

  private static String region(ProviderKey key) {
    return key.region()
        .orElseThrow(() -> new IllegalArgumentException("key " + key.label() + " needs a region"));
  }
}
