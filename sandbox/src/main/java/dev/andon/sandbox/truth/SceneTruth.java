package dev.andon.sandbox.truth;

import dev.andon.wire.Box;
import java.util.List;
import java.util.Optional;

/**
 * What is known to be right about one frame.
 *
 * @param label whether the part is good, defective, or good and a reference for its view
 * @param blemishes the defects with known boxes; empty unless {@code label} is {@code DEFECT}, and
 *     possibly empty even then
 */
public record SceneTruth(Label label, List<Blemish> blemishes) {

  /** The {@code verdict} column: {@code pass}, {@code defect} or {@code golden}. */
  public enum Label {
    PASS("pass"),
    DEFECT("defect"),
    /** Good, and enrolled as a reference of its view instead of being judged. */
    GOLDEN("golden");

    private final String text;

    Label(String text) {
      this.text = text;
    }

    /** As written in the CSV. */
    public String text() {
      return text;
    }
  }

  public SceneTruth {
    blemishes = List.copyOf(blemishes);
    if (label != Label.DEFECT && !blemishes.isEmpty()) {
      throw new IllegalArgumentException(
          "a " + label.text() + " frame has no blemishes, but " + blemishes.size() + " were given");
    }
  }

  public static SceneTruth pass() {
    return new SceneTruth(Label.PASS, List.of());
  }

  public static SceneTruth golden() {
    return new SceneTruth(Label.GOLDEN, List.of());
  }

  public static SceneTruth defect(List<Blemish> blemishes) {
    return new SceneTruth(Label.DEFECT, blemishes);
  }

  /** The same truth about a part of the frame: a defect that lies outside of it is not seen. */
  public SceneTruth within(Box crop) {
    if (blemishes.isEmpty()) {
      return this;
    }
    List<Blemish> seen = blemishes.stream().flatMap(b -> cut(b, crop).stream()).toList();
    return seen.isEmpty() ? pass() : defect(seen);
  }

  private static Optional<Blemish> cut(Blemish blemish, Box crop) {
    Box box = blemish.box();
    if (box.overlap(crop) == 0) {
      return Optional.empty();
    }
    Box seen =
        new Box(
            Math.max(box.x1(), crop.x1()),
            Math.max(box.y1(), crop.y1()),
            Math.min(box.x2(), crop.x2()),
            Math.min(box.y2(), crop.y2()));
    return Optional.of(new Blemish(blemish.className(), seen.shifted(-crop.x1(), -crop.y1())));
  }
}
