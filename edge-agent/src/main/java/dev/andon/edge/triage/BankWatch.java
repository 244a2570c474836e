package dev.andon.edge.triage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a bank in memory like the folder it came from, while frames are judged: looks once a second
 * on a thread of its own, and takes up a view whose file is new or was replaced. A file that cannot
 * be read, such as one that is still being copied, leaves the view as it was. Thread-safe.
 */
public final class BankWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BankWatch.class);
  private static final long EVERY_MS = 1_000;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final BankFiles files;
  private final ReferenceBank bank;
  private final InstantSource clock;
  private final Map<ViewKey, Instant> taken = new TreeMap<>(ViewKey.BY_NAME);
  private final Map<Path, ViewKey> holders = new HashMap<>();
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("bank-watch").daemon().factory());
  private Map<Path, String> seen = Map.of();
  private String trouble = "";

  private BankWatch(Path folder, BankFiles files, ReferenceBank bank, InstantSource clock) {
    this.folder = folder;
    this.files = files;
    this.bank = bank;
    this.clock = clock;
  }

  /**
   * Loads what is there and goes on looking.
   *
   * @param files reads the folder
   * @param bank is changed; others may read it meanwhile
   */
  public static BankWatch start(
      Path folder, BankFiles files, ReferenceBank bank, InstantSource clock) {
    BankWatch watch = new BankWatch(folder, files, bank, clock);
    watch.look();
    var _ =
        watch.rounds.scheduleWithFixedDelay(
            watch::round, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Takes up what has changed, before it returns. */
  public synchronized void look() {
    Map<Path, String> now = fingerprints();
    now.forEach(this::takeIfChanged);
    Set<Path> gone = new HashSet<>(seen.keySet());
    gone.removeAll(now.keySet());
    gone.forEach(this::forget);
    seen = now;
  }

  private void takeIfChanged(Path file, String fingerprint) {
    if (fingerprint.equals(seen.get(file))) {
      return;
    }
    List<ReferenceView> views = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    files.load(file, views, refused);
    refused.forEach(line -> LOG.warn("golden frames left aside: {}", line));
    views.forEach(view -> take(file, view));
  }

  /** A sentence for each view: how many golden frames it has, and since when. */
  public synchronized List<String> says() {
    return taken.entrySet().stream()
        .flatMap(each -> bank.find(each.getKey()).stream().map(view -> says(view, each.getValue())))
        .toList();
  }

  private static String says(ReferenceView view, Instant since) {
    return "%s: %d golden frames, %s, taken up at %s UTC"
        .formatted(
            view.key(),
            view.golden().size(),
            view.patches().isPresent()
                ? "patches remembered"
                : view.registered() ? "lying over one another" : "not lying over one another",
            CLOCK.format(since));
  }

  private void take(Path file, ReferenceView view) {
    bank.put(view);
    taken.put(view.key(), clock.instant());
    holders.put(file, view.key());
    LOG.info("golden frames taken up: {}", view.says());
  }

  private void forget(Path file) {
    ViewKey key = holders.remove(file);
    if (key != null && !holders.containsValue(key)) {
      LOG.warn("golden frames of view={} are gone; every frame of it is asked about", key);
      taken.remove(key);
      bank.remove(key);
    }
  }

  /** What tells a replaced file from the one before it; a file is always replaced as a whole. */
  private Map<Path, String> fingerprints() {
    Map<Path, String> found = new TreeMap<>();
    for (Path file : files.files()) {
      try {
        BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
        found.put(
            file, about.fileKey() + " " + about.size() + " " + about.lastModifiedTime().toMillis());
      } catch (IOException goneMeanwhile) {
        LOG.debug("the next look sees what became of {}", file);
      }
    }
    return found;
  }

  /** A round that throws would be the last one. */
  private void round() {
    try {
      look();
      trouble = "";
    } catch (UncheckedIOException | IllegalStateException notNow) {
      String text = String.valueOf(notNow.getMessage());
      if (!text.equals(trouble)) {
        LOG.warn("the golden frames in {} stay as they were: {}", folder, text);
        trouble = text;
      }
    } catch (RuntimeException | Error bug) {
      LOG.error("a look at the golden frames failed; the next follows", bug);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
