package dev.andon.broker;

import java.util.List;
import java.util.function.Supplier;

/**
 * Somebody who may log in to the embedded broker.
 *
 * @param name not blank
 * @param password asked for at each login, so that it may change
 * @param mayWrite filters of topics that this user may publish to
 * @param mayRead filters of topics that this user may subscribe to
 */
public record BrokerUser(
    String name, Supplier<String> password, List<String> mayWrite, List<String> mayRead) {
  public BrokerUser {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a broker user needs a name");
    }
    mayWrite = List.copyOf(mayWrite);
    mayRead = List.copyOf(mayRead);
  }
}
