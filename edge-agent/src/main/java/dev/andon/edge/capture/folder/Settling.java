package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.FileStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pictures that were found and are not done: which of them have stood still and are due. Bounded:
 * of more than {@value #MOST} the first by name are kept, and the next look finds the others. Time
 * is monotonic, in nanoseconds. Pure; confined to one thread.
 */
final class Settling {
  /** Pictures that are held at once. */
  static final int MOST = 10_000;

  private static final long LONGEST_WAIT = 60_000_000_000L;

  private final long firstWait;
  private Map<String, Waiting> waiting = new TreeMap<>();
  private TreeMap<String, Waiting> found = new TreeMap<>();
  private Map<String, Waiting> delayed = new TreeMap<>();
  private boolean more;

  /**
   * One picture.
   *
   * @param since when this content was seen first
   * @param notBefore when it may be tried again; it could not be read
   * @param pause what the next failure to read it adds to that
   */
  record Waiting(PictureFile file, long since, long notBefore, long pause) {
    boolean sameContent(PictureFile other) {
      return file.stamp().equals(other.stamp());
    }
  }

  /**
   * Nothing waits at first.
   *
   * @param firstWait pause before a file is tried again that the file system did not give
   */
  Settling(long firstWait) {
    this.firstWait = firstWait;
  }

  void beginLook() {
    found = new TreeMap<>();
    delayed = new TreeMap<>();
    more = false;
  }

  /** A look has found a picture that is not done. */
  void find(PictureFile file, long now) {
    Waiting before = waiting.get(file.name());
    Waiting known = before != null && before.sameContent(file) ? before : fresh(file, now);
    if (known.notBefore() - now > 0 && delayed.size() < MOST) {
      delayed.put(file.name(), known);
      return;
    }
    found.put(file.name(), known);
    if (found.size() > MOST) {
      found.pollLastEntry();
      more = true;
    }
  }

  /**
   * The look is over: what was not found again is forgotten.
   *
   * @param old whether a picture was complete long before, so that it need not be seen twice
   * @return those that are due, by name
   */
  List<PictureFile> endLook(long now, java.util.function.Predicate<FileStamp> old) {
    List<PictureFile> due = new ArrayList<>();
    for (Waiting each : found.values()) {
      if (each.since() != now || old.test(each.file().stamp())) {
        due.add(each.file());
      }
    }
    waiting = new TreeMap<>(found);
    waiting.putAll(delayed);
    return due;
  }

  /** A look that broke off tells nothing about what was not found. */
  void breakOff() {
    found.forEach(waiting::putIfAbsent);
  }

  /** Whether a look left pictures for the next one. */
  boolean more() {
    return more;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Pictures that the file system does not give. */
  int unreadable() {
    return (int) waiting.values().stream().filter(each -> each.pause() > firstWait).count();
  }

  /** Those that may be looked at between two looks over the folder. */
  List<PictureFile> toGlanceAt(long now) {
    return waiting.values().stream()
        .filter(each -> each.notBefore() - now <= 0)
        .map(Waiting::file)
        .toList();
  }

  /** It has another content now. */
  void changed(PictureFile file, FileStamp stamp, long now) {
    waiting.put(file.name(), fresh(new PictureFile(file.path(), file.name(), stamp), now));
  }

  /** It is done, or not there any more. */
  void remove(PictureFile file) {
    waiting.remove(file.name());
  }

  /** How long its content has not changed, as far as this source has seen. */
  long stood(PictureFile file, long now) {
    Waiting known = waiting.get(file.name());
    return known == null ? 0 : now - known.since();
  }

  /** The file system did not give it: it is tried again after a pause that grows. */
  void failed(PictureFile file, long now) {
    Waiting known = waiting.getOrDefault(file.name(), fresh(file, now));
    long next = Math.min(LONGEST_WAIT, 2 * known.pause());
    waiting.put(file.name(), new Waiting(file, known.since(), now + known.pause(), next));
  }

  private Waiting fresh(PictureFile file, long now) {
    return new Waiting(file, now, now, firstWait);
  }
}
