package dev.andon.edge.actuation.plc;

import java.io.IOException;

/** The way to a controller. Confined to one thread. */
public interface PlcPort extends AutoCloseable {

  /** Protocol, host and port; without secrets. */
  String name();

  /** A fresh connection; on failure nothing is left open. */
  PlcLink connect() throws IOException, InterruptedException;

  /** Gives up what connections share. */
  @Override
  void close();
}
