package dev.andon.edge.triage;

import dev.andon.config.ContentName;
import dev.andon.vision.TileScores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The golden frames of all views that a station knows. Memory holds embeddings and compressed
 * pixels, within a bound; {@link BankFiles} keeps them on disk. Thread-safe.
 */
public final class ReferenceBank {
  private final long maxBytes;
  private final Map<ViewKey, ReferenceView> views = new LinkedHashMap<>();
  private long bytes;

  /**
   * An empty bank.
   *
   * @param maxBytes most bytes of embeddings and compressed pixels, above 0
   */
  public ReferenceBank(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("the bank's bound must be above 0, got " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** Bounded to half of the heap. */
  public ReferenceBank() {
    this(Runtime.getRuntime().maxMemory() / 2);
  }

  /** The golden frames of a view. */
  public synchronized Optional<ReferenceView> find(ViewKey key) {
    return Optional.ofNullable(views.get(key));
  }

  /** The views that have golden frames, in the order of enrolment. */
  public synchronized List<ViewKey> keys() {
    return List.copyOf(views.keySet());
  }

  /**
   * Adds or replaces a view.
   *
   * @throws IllegalStateException where the bound would be broken; the bank stays as it was
   */
  public synchronized void put(ReferenceView view) {
    ReferenceView before = views.get(view.key());
    long after = bytes + sizeOf(view) - (before == null ? 0 : sizeOf(before));
    if (after > maxBytes) {
      throw new IllegalStateException(
          "the reference bank would hold "
              + after
              + " bytes with view "
              + view.key()
              + ", more than the "
              + maxBytes
              + " allowed: enrol fewer golden frames, or give the process more heap");
    }
    bytes = after;
    views.put(view.key(), view);
  }

  /** Forgets a view: its file is gone. */
  public synchronized void remove(ViewKey key) {
    ReferenceView gone = views.remove(key);
    bytes -= gone == null ? 0 : sizeOf(gone);
  }

  /** Names the golden frames of all views; empty where there are none. */
  public synchronized Optional<String> fingerprint() {
    return views.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ContentName.of(
                views.values().stream()
                    .map(view -> view.key() + " " + view.standard())
                    .sorted()
                    .collect(Collectors.joining("\n"))));
  }

  private static long sizeOf(ReferenceView view) {
    long size = 0;
    for (ReferenceView.Golden golden : view.golden()) {
      size += golden.png().length;
      for (TileScores tile : golden.tiles()) {
        size += (long) (tile.embedding().length + tile.scores().length) * Float.BYTES;
      }
    }
    return size + view.patches().map(GoldenPatches::bytes).orElse(0L);
  }
}
