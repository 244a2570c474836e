package dev.andon.sandbox.bench.edge;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says which round has begun, and from the second on how long all will take. */
final class RoundClock {
  private final Consumer<String> say;
  private final LongSupplier nanos;

  RoundClock(Consumer<String> say, LongSupplier nanos) {
    this.say = say;
    this.nanos = nanos;
  }

  /** A round of something. */
  interface Round {
    void run(int index) throws Exception;
  }

  /** Runs all rounds. */
  void run(String what, int rounds, Round round) throws Exception {
    long began = nanos.getAsLong();
    for (int i = 0; i < rounds; i++) {
      long each = i == 0 ? 0 : (nanos.getAsLong() - began) / i;
      String left =
          i == 0 ? "" : ", about %d s left".formatted(Math.round(each * (rounds - i) / 1e9));
      say.accept("%s: round %d of %d%s".formatted(what, i + 1, rounds, left));
      round.run(i);
    }
  }
}
