package dev.andon.edge.uplink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PahoPortTest {
  private static final int ATTEMPTS = 5;

  @Test
  void a_broker_that_hangs_up_at_once_costs_no_threads() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUp(server));
      MqttEndpoint endpoint =
          MqttEndpoint.of("tcp://127.0.0.1:" + server.getLocalPort(), "hung-up-on");
      for (int i = 0; i < ATTEMPTS; i++) {
        assertThatThrownBy(() -> new PahoPort().connect(endpoint, will(), new LinkQueue()))
            .isInstanceOf(IOException.class);
      }
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().contains(endpoint.clientId())));
    }
  }

  private static void hangUp(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        server.accept().close();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static Publication will() {
    return Publication.cbor("andon/v1/p/l/s/state", new byte[0], Optional.empty());
  }
}
