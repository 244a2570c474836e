package dev.andon.broker;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.ServerInformation;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import java.util.concurrent.CompletableFuture;

/**
 * The extension that learns which port the broker got: the only public way to ask when port 0 was
 * configured. Thread-safe.
 */
final class ListeningPort implements ExtensionMain {

  private final CompletableFuture<ServerInformation> server = new CompletableFuture<>();

  EmbeddedExtension asExtension() {
    return EmbeddedExtension.builder()
        .withId("andon-listening-port")
        .withName("Andon listening port")
        .withVersion("1")
        .withAuthor("Andon")
        .withExtensionMain(this)
        .build();
  }

  /** To be asked only after the broker reported that it has started. */
  int get() {
    ServerInformation started = server.getNow(null);
    if (started == null) {
      throw new IllegalStateException("the embedded MQTT broker did not start its extensions");
    }
    return started.getListener().iterator().next().getPort();
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    server.complete(input.getServerInformation());
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
}
