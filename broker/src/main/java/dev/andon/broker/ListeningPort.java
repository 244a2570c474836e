package dev.andon.broker;

import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.client.parameter.ServerInformation;
import java.util.concurrent.CompletableFuture;

/**
 * Which ports the broker got: an extension is the only public way to ask when port 0 was
 * configured. Thread-safe.
 */
final class ListeningPort {

  private final CompletableFuture<ServerInformation> server = new CompletableFuture<>();

  void learn(ServerInformation started) {
    server.complete(started);
  }

  /**
   * To be asked only after the broker reported that it has started.
   *
   * @param encrypted which of the listeners is meant
   */
  int get(boolean encrypted) {
    ServerInformation started = server.getNow(null);
    if (started == null) {
      throw new IllegalStateException("the embedded MQTT broker did not start its extensions");
    }
    ListenerType wanted = encrypted ? ListenerType.TLS_TCP_LISTENER : ListenerType.TCP_LISTENER;
    return started.getListener().stream()
        .filter(listener -> listener.getListenerType() == wanted)
        .findFirst()
        .orElseThrow()
        .getPort();
  }
}
