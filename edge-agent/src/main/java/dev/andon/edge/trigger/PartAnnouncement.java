package dev.andon.edge.trigger;

import dev.andon.edge.capture.Labelling.PartLabel;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody else knows of the part in front of the camera.
 *
 * @param partId 1 to 128 characters
 * @param variant the product variant; the station's own unless given
 * @param view camera position or recipe step; the station's own unless given
 */
public record PartAnnouncement(String partId, Optional<String> variant, Optional<String> view) {
  private static final int LONGEST = 128;

  /** Refuses texts that no part has, so that nothing has to be made up later. */
  public PartAnnouncement {
    check("part", partId);
    variant.ifPresent(text -> check("variant", text));
    view.ifPresent(text -> check("view", text));
  }

  /**
   * Reads {@code part}, {@code variant} and {@code view}.
   *
   * @throws IllegalArgumentException which says what is missing, unknown or too long
   */
  static PartAnnouncement of(Map<String, String> said) {
    for (String key : said.keySet()) {
      if (!key.equals("part") && !key.equals("variant") && !key.equals("view")) {
        throw new IllegalArgumentException(
            "'" + shortened(key) + "' is not known here: part, variant and view are");
      }
    }
    String part = said.get("part");
    if (part == null) {
      throw new IllegalArgumentException("part is missing: which part is it?");
    }
    return new PartAnnouncement(
        part, Optional.ofNullable(said.get("variant")), Optional.ofNullable(said.get("view")));
  }

  /** With what the station says where this says nothing. */
  PartLabel label(PartLabel station) {
    return new PartLabel(partId, variant.orElse(station.variant()), view.orElse(station.view()));
  }

  private static void check(String name, String text) {
    if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(
          name
              + " must have 1 to "
              + LONGEST
              + " printable characters, but is '"
              + shortened(text)
              + "'");
    }
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }
}
