package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.SourceState;
import dev.andon.edge.capture.folder.FolderLook.Sight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people about a watched folder: each thing once in the log, all of it in {@link #state}.
 * Written by the source's thread; the state may be read by any.
 */
final class FolderReport {
  private static final Logger LOG = LoggerFactory.getLogger(FolderReport.class);

  /** A file system that takes longer for one look or file has gone away. */
  private static final long SILENCE = 60_000_000_000L;

  private final WatchedFolder folder;
  private final String source;
  private final LongSupplier nanos;
  private final Set<String> told = new HashSet<>();
  private volatile SourceState state;
  private volatile long busySince;
  private volatile boolean busy;
  private boolean lost;
  private int done;

  FolderReport(WatchedFolder folder, String source, LongSupplier nanos) {
    this.folder = folder;
    this.source = source;
    this.nanos = nanos;
    this.state =
        SourceState.notReady("folder " + folder.path() + " has not been looked through yet");
  }

  /** The file system is asked for something. */
  void begin() {
    busySince = nanos.getAsLong();
    busy = true;
  }

  /** It has answered. */
  void done() {
    busy = false;
  }

  SourceState state() {
    long waited = nanos.getAsLong() - busySince;
    return busy && waited > SILENCE
        ? SourceState.notReady(
            "folder %s has not answered for %d s: look after the share or the disk"
                .formatted(folder.path(), waited / 1_000_000_000))
        : state;
  }

  void lost(String why) {
    if (!lost) {
      LOG.warn("source={} lost: {}; it is looked for until it is there", source, why);
    }
    lost = true;
    state = SourceState.notReady(why);
  }

  void unreadable(String reason) {
    once("unreadable", () -> LOG.warn("source={} {}; it is tried again", source, reason));
  }

  /**
   * A look has succeeded.
   *
   * @param doneFiles marks there are
   * @param unreadable pictures that the file system does not give
   */
  void seen(Sight.Seen seen, int doneFiles, int unreadable) {
    if (lost) {
      LOG.info("source={} folder {} is there again", source, folder.path());
    }
    lost = false;
    done = doneFiles;
    seen.ignored().forEach(this::ignored);
    if (!seen.hidden().isEmpty()) {
      once(seen.hidden(), () -> LOG.warn("source={} {}", source, seen.hidden()));
    }
    if (seen.links() > 0) {
      once("links", () -> LOG.warn("source={} {}", source, links(seen.links())));
    }
    Optional<String> nothing = nothingYet(seen);
    nothing.ifPresent(why -> once("nothing", () -> LOG.warn("source={} {}", source, why)));
    state = new SourceState(nothing, notes(seen, unreadable), seen.ignored(), 0, 0);
  }

  /** The last word of a folder that is not watched. */
  Capture.Ended end() {
    return new Capture.Ended(
        done == 0
            ? "no picture in folder " + folder.path()
            : "every picture of folder " + folder.path() + " is done, " + done + " of them",
        false);
  }

  private Optional<String> nothingYet(Sight.Seen seen) {
    return seen.pictures() == 0 && done == 0
        ? Optional.of(
            "no picture in folder %s yet: %d other files; read are %s"
                .formatted(folder.path(), seen.others(), String.join(" ", PictureNames.READ)))
        : Optional.empty();
  }

  private void ignored(String ending, int files) {
    once(
        ending,
        () ->
            LOG.warn(
                "source={} files={} ending in {} are pictures that are not read; read are {}",
                source,
                files,
                ending,
                String.join(" ", PictureNames.READ)));
  }

  private List<String> notes(Sight.Seen seen, int unreadable) {
    List<String> notes = new ArrayList<>();
    if (!seen.ignored().isEmpty()) {
      notes.add("Pictures that are not read: " + listed(seen.ignored()));
    }
    if (unreadable > 0) {
      notes.add(unreadable + " pictures cannot be read by user " + System.getProperty("user.name"));
    }
    if (folder.naming().unmatched() > 0) {
      notes.add(folder.naming().unmatched() + " names did not match source.pattern");
    }
    if (seen.links() > 0) {
      notes.add(links(seen.links()));
    }
    if (!seen.hidden().isEmpty()) {
      notes.add(seen.hidden());
    }
    return notes;
  }

  private static String listed(Map<String, Integer> ignored) {
    return ignored.entrySet().stream()
        .map(each -> each.getValue() + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String links(int links) {
    return links + " links to sub-folders are not followed: put the folder itself there";
  }

  private void once(String what, Runnable telling) {
    if (told.add(what)) {
      telling.run();
    }
  }
}
