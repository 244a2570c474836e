package dev.andon.hub.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.config.Secret;
import dev.andon.hub.money.Owner;
import dev.andon.hub.money.Owners;
import dev.andon.hub.request.Refusal;
import dev.andon.hub.request.Refusal.KeyProblem;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  private static final Owner LINE = new Owner(Owner.Kind.LINE, "line-1");

  @TempDir Path folder;
  private Store store;
  private Keys keys;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  @BeforeEach
  void open() {
    store = Store.open(StoreSettings.of(folder.resolve("hub.db")), Keys.MIGRATIONS, () -> now);
    keys =
        keys(
            yaml("vk_acme_corp", Optional.empty()),
            yaml("vk_line", Optional.of(new Secret("line-secret"))));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_yaml_key_is_known_by_its_secret_or_by_its_id_where_it_has_none() {
    assertThat(known("vk_acme_corp").id()).isEqualTo("vk_acme_corp");
    assertThat(known("line-secret").id()).isEqualTo("vk_line");
    assertThat(problem("vk_line")).isEqualTo(KeyProblem.UNKNOWN);
    assertThat(problem("")).isEqualTo(KeyProblem.MISSING);
    assertThat(problem("x".repeat(100_000))).isEqualTo(KeyProblem.UNKNOWN);
  }

  @Test
  void an_issued_secret_is_shown_once_and_survives_a_restart_as_a_hash_only() throws IOException {
    IssuedKey issued = keys.issue(api("vk_new"));
    assertThat(issued.toString()).doesNotContain(issued.secret());
    keys = keys();
    assertThat(known(issued.secret())).isEqualTo(issued.key());
    store.close();
    for (String file : List.of("hub.db", "hub.db-wal")) {
      Path path = folder.resolve(file);
      String bytes =
          Files.exists(path)
              ? new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
              : "";
      assertThat(bytes).doesNotContain(issued.secret());
    }
    open();
  }

  @Test
  void during_a_rotation_both_secrets_work_and_afterwards_only_the_new_one() {
    String old = keys.issue(api("vk_new")).secret();
    String fresh = keys.rotate("vk_new", Duration.ofHours(1)).secret();
    assertThat(known(old)).isEqualTo(known(fresh));
    now = now.plus(Duration.ofHours(1));
    assertThat(problem(old)).isEqualTo(KeyProblem.EXPIRED);
    assertThat(known(fresh).id()).isEqualTo("vk_new");
  }

  @Test
  void an_expired_or_revoked_key_is_refused_by_name() {
    String secret = keys.issue(api("vk_new")).secret();
    keys.expire("vk_new", now.plusSeconds(60));
    assertThat(known(secret).id()).isEqualTo("vk_new");
    now = now.plusSeconds(60);
    assertThat(problem(secret)).isEqualTo(KeyProblem.EXPIRED);
    keys.revoke("vk_new");
    assertThat(problem(secret)).isEqualTo(KeyProblem.REVOKED);
  }

  @Test
  void yaml_and_api_keys_do_not_overwrite_each_other() {
    keys.issue(api("vk_new"));
    assertThatThrownBy(() -> keys.revoke("vk_acme_corp"))
        .hasMessageContaining("managed in the YAML");
    assertThatThrownBy(() -> keys.issue(api("vk_acme_corp"))).hasMessageContaining("already");
    assertThatThrownBy(() -> keys.replaceYaml(List.of(yaml("vk_new", Optional.empty()))))
        .hasMessageContaining("vk_new exists already");
    keys.replaceYaml(List.of());
    assertThat(keys.all()).extracting(VirtualKey::id).containsExactly("vk_new");
  }

  @Test
  void nothing_is_allowed_that_is_not_listed() {
    VirtualKey key =
        VirtualKey.of("k", Owners.of(LINE), List.of("openai/gpt-4o-mini", "anthropic/*"));
    assertThat(key.allows("openai/gpt-4o-mini")).isTrue();
    assertThat(key.allows("anthropic/claude-sonnet-4-6")).isTrue();
    assertThat(key.allows("openai/gpt-4o")).isFalse();
    assertThat(key.allowsProvider("gemini")).isFalse();
    assertThat(VirtualKey.of("k", Owners.of(LINE), List.of()).allows("openai/gpt-4o-mini"))
        .isFalse();
    assertThatThrownBy(() -> VirtualKey.of("k", Owners.of(LINE), List.of("open*")))
        .hasMessageContaining("'open*'");
  }

  @Test
  void a_salt_that_was_cut_short_is_an_error_and_not_a_new_salt() throws IOException {
    Files.write(folder.resolve("cut.salt"), new byte[7]);
    assertThatThrownBy(() -> KeyHash.of(folder.resolve("cut.salt")))
        .hasMessageContaining("7 bytes in place of 32");
  }

  private Keys keys(YamlKey... yaml) {
    return new Keys(
        store, KeyHash.of(folder.resolve("key.salt")), List.of(yaml), () -> now, new Random(3));
  }

  private static YamlKey yaml(String id, Optional<Secret> secret) {
    return new YamlKey(VirtualKey.of(id, Owners.of(LINE), List.of("*")), secret);
  }

  private static VirtualKey api(String id) {
    return new VirtualKey(
        id,
        Owners.of(LINE),
        List.of("openai/*"),
        List.of("variant", "view"),
        Optional.of(Duration.ofSeconds(3)),
        true,
        true,
        List.of("images.plant.example"),
        Map.of("cost_centre", "4711"),
        VirtualKey.Managed.API,
        Optional.empty(),
        false);
  }

  private VirtualKey known(String presented) {
    return keys.find(presented).value();
  }

  private KeyProblem problem(String presented) {
    return ((Refusal.Key) keys.find(presented).refusal()).problem();
  }
}
