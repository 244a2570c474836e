package dev.andon.hub.alert;

/**
 * Where alerts go beside the store. Called by one thread; may block, and may fail with any
 * exception.
 */
@FunctionalInterface
public interface AlertSink {
  void send(Alert alert) throws Exception;
}
