package dev.andon.edge.triage;

import dev.andon.vision.Picture;
import dev.andon.vision.PictureQuality;
import java.util.Locale;
import java.util.Optional;

/**
 * A picture that shows no part: something is wrong with camera, lens or light.
 *
 * @param kind what
 * @param says one sentence for people, with the value and what is ordinary
 */
public record CameraFault(Kind kind, String says) {

  /** What can be wrong. */
  public enum Kind {
    /** Almost no light: covered, lamp broken, shutter closed. */
    DARK,
    /** One level all over: covered, saturated, disconnected. */
    FLAT,
    /** Far less sharp than the golden frames: out of focus, fogged, smeared. */
    BLURRED,
    /** The same picture again and again, to the last bit: a live sensor never does that. */
    FROZEN;

    /** As in metrics and reasons. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is wrong with a picture whatever it should show: no light, or one level all over. */
  public static Optional<CameraFault> of(Picture picture) {
    return CameraCheck.of(PictureQuality.of(picture), Optional.empty());
  }

  /** For the reason of a frame: the kind and the sentence. */
  @Override
  public String toString() {
    return "camera " + kind.word() + ": " + says;
  }
}
