package dev.andon.edge.enrolment;

import java.util.List;
import java.util.Optional;

/**
 * A view's last frames, as golden frames are chosen from them.
 *
 * @param entries oldest first
 * @param tookMillis to look at them
 */
public record Lineup(List<Entry> entries, long tookMillis) {
  /** Copies. */
  public Lineup {
    entries = List.copyOf(entries);
  }

  /**
   * One frame.
   *
   * @param frame the frame
   * @param doubt why it should not become golden without a look, if it should not
   */
  public record Entry(KeptFrame frame, Optional<String> doubt) {}

  /** Frames that nothing speaks against. */
  public List<KeptFrame> usual() {
    return entries.stream().filter(each -> each.doubt().isEmpty()).map(Entry::frame).toList();
  }
}
