package dev.andon.edge.actuation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the signal to the log: for commissioning, before a line is connected. Thread-safe. */
public final class LogOutput implements LineOutput {
  private static final Logger LOG = LoggerFactory.getLogger(LogOutput.class);

  @Override
  public String name() {
    return "log";
  }

  @Override
  public void send(LineCommand command) {
    LOG.info(
        "line station={} part={} signal={} cause={} id={}",
        command.station(),
        command.partId(),
        command.signal().text(),
        command.cause(),
        command.id());
  }

  @Override
  public void close() {}
}
