package dev.andon.edge.actuation.plc;

import java.util.Map;

/**
 * Bounds what Netty takes outside the heap, which both libraries talk through. By itself it takes 4
 * MiB for each of its threads, for messages of some hundred bytes. Whoever has set a property
 * already keeps it.
 */
final class NettyMemory {
  /** One pool, in pieces of 256 KiB. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "io.netty.allocator.numDirectArenas", "1",
          "io.netty.allocator.numHeapArenas", "1",
          "io.netty.allocator.maxOrder", "5");

  static {
    SETTINGS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }

  private NettyMemory() {}

  /** Call before Netty's first class loads. */
  static void bound() {
    // The static initialiser has done it.
  }
}
