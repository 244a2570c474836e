package dev.andon.sandbox.demo;

/** Tells every station that capturing is over. Thread-safe. */
final class StopSignal {

  private volatile boolean given;

  void give() {
    given = true;
  }

  boolean given() {
    return given;
  }
}
