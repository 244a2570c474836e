package dev.andon.edge;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a failing observer from harming the agent. Thread-safe. */
record SafeObserver(AgentObserver observer) {
  private static final Logger LOG = LoggerFactory.getLogger(SafeObserver.class);

  void tell(Consumer<AgentObserver> event) {
    try {
      event.accept(observer);
    } catch (RuntimeException bug) {
      LOG.error("an observer failed", bug);
    }
  }
}
