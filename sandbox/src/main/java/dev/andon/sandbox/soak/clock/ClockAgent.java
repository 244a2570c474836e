package dev.andon.sandbox.soak.clock;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Java agent: lets the wall clock of a process jump while it runs. Its argument is a file with the
 * offset in milliseconds, which is read again ten times a second. Time that only ever runs on
 * ({@code System.nanoTime}) is left alone, as a clock that is set leaves it alone.
 */
public final class ClockAgent {

  private static final long LOOK_MS = 100;

  private ClockAgent() {}

  /** Called by the Java machine before {@code main}. */
  public static void premain(String offsetFile, Instrumentation instrumentation) throws Exception {
    Path file = Path.of(offsetFile);
    ShiftedTime.set(offset(file));
    instrumentation.addTransformer(new ClockTransformer(), true);
    instrumentation.retransformClasses(
        Clock.class,
        Class.forName("java.time.Clock$SystemClock"),
        Class.forName("java.time.Clock$SystemInstantSource"));
    Thread.ofPlatform().daemon().name("clock-offset").start(() -> follow(file));
  }

  private static void follow(Path file) {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        ShiftedTime.set(offset(file));
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      // The soak is over: the clock stays as it is.
    }
  }

  private static long offset(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }
}
