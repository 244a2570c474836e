package dev.andon.sandbox.soak;

import dev.andon.sandbox.audit.OutboxRow;
import dev.andon.sandbox.soak.audit.EscalationRow;
import dev.andon.sandbox.soak.audit.LedgerFile;
import dev.andon.sandbox.soak.audit.StationFiles;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Waits until a plant that nobody disturbs any more has come to rest, by its files alone. */
final class QuietEnd {

  /** When nothing has moved for so long, nothing will; the audit says what is open. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long LOOK_MS = 2_000;
  private static final int SAY_EVERY = 5;

  private final SoakFolder folder;
  private final List<String> stations;
  private final LongSupplier signals;

  QuietEnd(SoakFolder folder, List<String> stations, LongSupplier signals) {
    this.folder = folder;
    this.stations = List.copyOf(stations);
    this.signals = signals;
  }

  /**
   * Returns when nothing is open, when nothing has moved for a minute, or when the time is over.
   *
   * @param say is told now and then what is open, and how much time is left
   */
  void await(Duration most, BiConsumer<String, Duration> say) throws InterruptedException {
    long start = System.nanoTime();
    long moved = start;
    String before = "";
    for (int looks = 0;
        since(start) < most.toNanos() && since(moved) < PATIENCE.toNanos();
        looks++) {
      String open = open();
      if (open.isEmpty()) {
        return;
      }
      String now = open + signals.getAsLong();
      if (!now.equals(before)) {
        before = now;
        moved = System.nanoTime();
      }
      if (looks % SAY_EVERY == 0) {
        say.accept(open, most.minusNanos(since(start)));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  /** What has not come to rest, in words; empty where all has. */
  private String open() {
    long unread = 0;
    long waiting = 0;
    try {
      for (String station : stations) {
        StationFiles files = folder.station(station);
        List<EscalationRow> escalations = files.escalations();
        Set<String> known = new HashSet<>(files.decided());
        escalations.forEach(row -> known.add(row.partId()));
        unread += files.parts().stream().filter(part -> !known.contains(part)).count();
        waiting += escalations.stream().filter(row -> waits(row.row())).count();
      }
    } catch (IllegalStateException notNow) {
      return "a station's file cannot be read now";
    }
    long hub = hubOpen();
    return unread + waiting + hub == 0
        ? ""
        : "%d parts to read, %d escalations wait, %d at the hub".formatted(unread, waiting, hub);
  }

  private static boolean waits(OutboxRow row) {
    return switch (row.standing()) {
      case WAITING -> true;
      case HANDED_OVER, DONE -> !row.finalVerdict();
      case REFUSED, EVICTED -> false;
    };
  }

  private long hubOpen() {
    try {
      return new LedgerFile(folder.hubFile()).standing().unfinished();
    } catch (IllegalStateException notNow) {
      return 1;
    }
  }

  private static long since(long nanos) {
    return System.nanoTime() - nanos;
  }
}
