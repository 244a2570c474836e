package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.hub.provider.api.Provider;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.api.ProviderKey;
import dev.andon.hub.provider.http.ProviderHttp;
import dev.andon.hub.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ProvidersTest {
  @TempDir private Path folder;
  private final ProviderHttp http = new ProviderHttp(Ticker.system(), InstantSource.system());
  private final Environment environment = Environment.of(Map.of("KEY_A", "sk-a", "KEY_B", "sk-b"));

  /** As much of a hub's configuration as providers read. */
  record Snippet(Map<String, ProviderConfig> providers) {}

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void keys_come_from_variables_files_or_the_text_itself() throws IOException {
    Files.writeString(folder.resolve("key-c"), "sk-c\n");
    List<ProviderKey> keys =
        make("""
                providers:
                  openai:
                    keys:
                      - {env: KEY_A, weight: 0.7, account: main}
                      - env.KEY_B
                      - file:key-c
                      - {value: sk-d, label: spare, models: [gpt-4o-mini]}
                """)
            .getFirst()
            .keys();
    assertThat(keys)
        .extracting(ProviderKey::secret)
        .containsExactly("sk-a", "sk-b", "sk-c", "sk-d");
    assertThat(keys)
        .extracting(ProviderKey::label)
        .containsExactly("KEY_A", "KEY_B", "key-c", "spare");
    assertThat(keys.getFirst().weight()).isEqualTo(0.7);
    assertThat(keys.getFirst().quotaGroup()).isEqualTo("main");
    assertThat(keys.getLast().serves("gpt-4o")).isFalse();
    assertThat(keys.toString()).doesNotContain("sk-");
  }

  @Test
  void what_is_missing_is_named_and_the_key_is_not() {
    assertThatThrownBy(() -> make("providers: {openai: {keys: [env.NOT_SET]}}"))
        .hasMessageContaining("provider openai")
        .hasMessageContaining("NOT_SET is not set");
    assertThatThrownBy(() -> make("providers: {openai: {keys: []}}"))
        .hasMessageContaining("at least one key");
    assertThatThrownBy(() -> make("providers: {mine: {keys: [sk-secret]}}"))
        .hasMessageContaining("base_url")
        .hasMessageNotContaining("sk-secret");
    assertThatThrownBy(() -> make("providers: {openai: {base_url: 'ftp://x', keys: [k]}}"))
        .hasMessageContaining("http(s)");
  }

  @Test
  void a_compatible_server_needs_no_key() {
    assertThat(make("providers: {ollama: {base_url: 'http://127.0.0.1:11434/v1'}}")).hasSize(1);
  }

  @Test
  void azure_names_deployment_and_version_in_the_path() throws IOException, InterruptedException {
    try (Upstream upstream = new Upstream((request, reply) -> reply.json(500, "{}"))) {
      Provider azure =
          make("providers: {azure: {base_url: '%s', keys: [azure-key], api_version: 2024-10-21}}"
                  .formatted(upstream.url()))
              .getFirst();
      var _ =
          azure.call(
              new ProviderCall(
                  Calls.text("hi"), "gpt 4o", azure.keys().getFirst(), Calls.GENEROUS));
      Upstream.Received request = upstream.take();
      assertThat(request.path())
          .isEqualTo("/openai/deployments/gpt%204o/chat/completions?api-version=2024-10-21");
      assertThat(request.headers()).containsEntry("api-key", "azure-key");
    }
  }

  @Test
  void a_service_account_is_turned_into_tokens_that_are_kept()
      throws IOException, InterruptedException, NoSuchAlgorithmException {
    try (Upstream google =
        new Upstream(
            (request, reply) -> {
              if (request.path().equals("/token")) {
                reply.json(
                    200,
                    "{\"access_token\":\"ya29.made\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
              } else {
                reply.json(500, "{}");
              }
            })) {
      Files.writeString(folder.resolve("account.json"), account(google.url() + "/token"));
      Provider vertex =
          make("providers: {vertex: {base_url: '%s', region: europe-west4, project: p, keys: ['file:account.json']}}"
                  .formatted(google.url()))
              .getFirst();
      for (int i = 0; i < 2; i++) {
        var _ =
            vertex.call(
                new ProviderCall(
                    Calls.text("hi"), "gemini", vertex.keys().getFirst(), Calls.GENEROUS));
      }
      assertThat(google.take().path()).isEqualTo("/token");
      for (int i = 0; i < 2; i++) {
        Upstream.Received call = google.take();
        assertThat(call.path()).contains("/projects/p/locations/europe-west4/");
        assertThat(call.headers()).containsEntry("authorization", "Bearer ya29.made");
      }
    }
  }

  private static String account(String tokenUri) throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of(
                "type", "service_account",
                "client_id", "1",
                "client_email", "andon@p.iam.gserviceaccount.com",
                "private_key_id", "k",
                "private_key", pem,
                "project_id", "p",
                "token_uri", tokenUri));
  }

  private List<Provider> make(String yaml) {
    Snippet snippet =
        new ConfigFile(environment).parse(yaml, folder.resolve("hub.yaml"), Snippet.class);
    return new Providers(http, environment, folder).make(snippet.providers());
  }
}
