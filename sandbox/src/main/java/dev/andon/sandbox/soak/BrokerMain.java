package dev.andon.sandbox.soak;

import dev.andon.broker.BrokerSettings;
import dev.andon.broker.EmbeddedBroker;
import java.io.IOException;

/** The embedded broker as a process of its own; ends with its standard input. */
final class BrokerMain {

  private BrokerMain() {}

  /**
   * Runs until standard input ends.
   *
   * @param arguments the port
   */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    try (EmbeddedBroker _ = EmbeddedBroker.start(BrokerSettings.loopback().withPort(port))) {
      while (System.in.read() >= 0) {
        // Nothing is said to it; its end is all that matters.
      }
    }
  }
}
