package dev.andon.sandbox.soak;

import dev.andon.sandbox.provider.BookEntry;
import dev.andon.sandbox.provider.Fault;
import dev.andon.sandbox.provider.ScriptedPrices;
import dev.andon.sandbox.provider.ScriptedProvider;
import dev.andon.sandbox.provider.TruthBook;
import dev.andon.sandbox.soak.audit.BookLine;
import dev.andon.sandbox.soak.audit.JsonLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The scripted provider as a process of its own. Standard input changes what it does, a phase a
 * line; it ends with standard input. Its books are a file.
 */
final class ProviderMain {

  private static final Duration LATENCY = Duration.ofMillis(150);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final long CLOSE_EVERY_MS = 400;

  private final ScriptedProvider provider;
  private volatile boolean closesIdle;

  private ProviderMain(ScriptedProvider provider) {
    this.provider = provider;
  }

  /**
   * Runs until standard input ends.
   *
   * @param arguments port and file of the books
   */
  public static void main(String[] arguments) throws IOException {
    try (JsonLines books = JsonLines.appendTo(Path.of(arguments[1]));
        ScriptedProvider provider =
            new ScriptedProvider(
                Integer.parseInt(arguments[0]),
                new TruthBook(ScriptedTruth::about),
                ScriptedPrices.typical(),
                InstantSource.system(),
                new SplittableRandom(1));
        ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("idle").factory())) {
      provider.script().latency(LATENCY);
      provider.books().copyTo(entry -> books.add(line(entry)));
      ProviderMain main = new ProviderMain(provider);
      var _ =
          clock.scheduleWithFixedDelay(
              main::closeIdle, CLOSE_EVERY_MS, CLOSE_EVERY_MS, TimeUnit.MILLISECONDS);
      main.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
      clock.shutdownNow();
    }
  }

  private void obey(BufferedReader commands) throws IOException {
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      enter(ProviderPhase.of(line));
    }
  }

  private void enter(ProviderPhase phase) {
    provider.script().heal();
    closesIdle = phase == ProviderPhase.CLOSES_IDLE;
    fault(phase).ifPresent(provider.script()::always);
  }

  private static Optional<Fault> fault(ProviderPhase phase) {
    return switch (phase) {
      case HEALTHY, CLOSES_IDLE -> Optional.empty();
      case RATE_LIMITED -> Optional.of(new Fault.RateLimited(Optional.of(RETRY_AFTER)));
      case SERVER_ERROR -> Optional.of(new Fault.ServerError());
      case GARBAGE -> Optional.of(new Fault.WrongContentType());
      case TRUNCATED -> Optional.of(new Fault.TruncatedJson());
      case SILENT -> Optional.of(new Fault.SilentBeforeHeaders());
    };
  }

  private void closeIdle() {
    if (closesIdle) {
      provider.closeIdle();
    }
  }

  private static BookLine line(BookEntry entry) {
    return new BookLine(
        entry.id(),
        entry.receivedAt().toEpochMilli(),
        System.currentTimeMillis(),
        entry.images(),
        entry.status(),
        entry.answered(),
        entry.costMicros());
  }
}
