package dev.andon.edge.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import dev.andon.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OperatorGateTest {
  private static final OperatorToken TOKEN =
      new OperatorToken(new Secret("0123456789abcdefghij"), "the test");

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();

  private OperatorGate gate(String host, boolean plain) {
    return new OperatorGate(TOKEN, host, plain, nanos::get);
  }

  private static Headers host(String host) {
    Headers headers = new Headers();
    headers.set("Host", host);
    return headers;
  }

  @Test
  void off_loopback_nobody_comes_in_unless_the_file_says_that_the_network_is_trusted() {
    assertThat(gate("0.0.0.0", false).refusal(host("st-04:9464"), false))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal.says()).contains("ssh -L", "./andon enroll", "plain: true"));
    assertThat(gate("0.0.0.0", true).refusal(host("st-04:9464"), true)).isEmpty();
  }

  @Test
  void on_loopback_it_answers_to_this_machines_names_only() {
    OperatorGate gate = gate("127.0.0.1", false);
    for (String own : new String[] {"127.0.0.1:9464", "localhost:1", "LOCALHOST", "[::1]:9464"}) {
      assertThat(gate.refusal(host(own), false)).as(own).isEmpty();
    }
    for (String bent : new String[] {"evil.example:9464", "", "127.0.0.1.evil.example", "a b"}) {
      assertThat(gate.refusal(host(bent), false))
          .as(bent)
          .hasValueSatisfying(refusal -> assertThat(refusal.status()).isEqualTo(421));
    }
  }

  @Test
  void a_key_is_good_once_and_for_half_an_hour() {
    OperatorGate gate = gate("127.0.0.1", false);
    String key = gate.newKey();
    assertThat(gate.takes(key)).isTrue();
    assertThat(gate.takes(key)).isFalse();
    String old = gate.newKey();
    nanos.addAndGet(31L * 60 * 1_000_000_000);
    assertThat(gate.takes(old)).isFalse();
    assertThat(gate.takes("")).isFalse();
  }

  @Test
  void keys_that_nobody_uses_do_not_pile_up() {
    OperatorGate gate = gate("127.0.0.1", false);
    String first = gate.newKey();
    for (int i = 0; i < 64; i++) {
      gate.newKey();
    }
    assertThat(gate.takes(first)).isFalse();
  }

  @Test
  void the_token_is_made_once_and_a_damaged_one_is_said() throws Exception {
    Path file = folder.resolve("data/operator.token");
    OperatorToken made = OperatorToken.of(Optional.empty(), file);
    assertThat(OperatorToken.of(Optional.empty(), file)).isEqualTo(made);
    assertThat(made.toString()).doesNotContain(made.secret().text());
    Files.writeString(file, "half");
    assertThatThrownBy(() -> OperatorToken.of(Optional.empty(), file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("delete the file");
  }
}
