package dev.andon.hub.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.Upstream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookTest {
  private static final int ALERTS = 20;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_receiver_that_ends_kept_connections_loses_no_alert(boolean behindEachAnswer)
      throws Exception {
    try (Upstream receiver =
            new Upstream(
                (request, reply) -> {
                  reply.json(200, "{}");
                  if (behindEachAnswer) {
                    reply.thenEnd(false);
                  }
                });
        Webhook webhook = new Webhook(URI.create(receiver.url()))) {
      for (int i = 0; i < ALERTS; i++) {
        webhook.send(new Alert(Instant.EPOCH, Alert.Kind.WARN, "budget", "alert " + i));
        end(receiver);
      }
      assertThat(receiver.waiting()).isEqualTo(ALERTS);
    }
  }

  private static void end(Upstream receiver) throws IOException {
    receiver.endKept(false);
  }
}
