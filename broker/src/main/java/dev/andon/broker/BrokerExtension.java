package dev.andon.broker;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.util.List;

/** The one extension that an embedded HiveMQ takes: its port, and who may use it. Thread-safe. */
record BrokerExtension(ListeningPort port, List<BrokerUser> users) implements ExtensionMain {

  EmbeddedExtension asExtension() {
    return EmbeddedExtension.builder()
        .withId("andon-broker")
        .withName("Andon broker")
        .withVersion("1")
        .withAuthor("Andon")
        .withExtensionMain(this)
        .build();
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    if (!users.isEmpty()) {
      BrokerAccess access = new BrokerAccess(users);
      Services.securityRegistry().setAuthenticatorProvider(client -> access);
    }
    port.learn(input.getServerInformation());
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
}
