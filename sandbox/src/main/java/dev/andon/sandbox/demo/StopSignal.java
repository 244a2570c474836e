package dev.andon.sandbox.demo;

/** Tells every station that capturing is over. Thread-safe. */
final class StopSignal {

  private volatile boolean blown;

  void blow() {
    blown = true;
  }

  boolean blown() {
    return blown;
  }
}
