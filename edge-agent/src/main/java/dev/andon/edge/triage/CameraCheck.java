package dev.andon.edge.triage;

import dev.andon.vision.PictureQuality;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells pictures that show no part, before any model looks at them: a network has an answer to
 * everything, also to a lens cap. Pure.
 */
final class CameraCheck {
  /** Below this no place of a picture is lit: black level and noise of a sensor reach 10 to 20. */
  static final double DARK = 24;

  /** A covered or saturated sensor has less than one level once noise is averaged out. */
  static final double FLAT = 1.5;

  /** Share of the golden frames' least light from which a frame is dark. */
  private static final double DARK_SHARE = 0.25;

  /**
   * Share of the golden frames' least sharpness from which a frame is blurred. See decision 71 for
   * what defective parts and blurred pictures have.
   */
  private static final double BLURRED_SHARE = 0.4;

  private CameraCheck() {}

  /**
   * What is wrong with a picture, if something is.
   *
   * @param least the least of each quality among the view's golden frames, where it has some
   */
  static Optional<CameraFault> of(PictureQuality quality, Optional<PictureQuality> least) {
    if (quality.brightest() < least.map(l -> DARK_SHARE * l.brightest()).orElse(0.0)
        || quality.brightest() < DARK) {
      return fault(
          CameraFault.Kind.DARK,
          "the brightest place has level %.0f of 255%s; look at lamp, shutter and lens",
          quality.brightest(),
          least.map(l -> ordinary(l.brightest())).orElse(""));
    }
    if (quality.contrast() < FLAT) {
      return fault(
          CameraFault.Kind.FLAT,
          "its levels differ by %.1f of 255%s; look at lens and cable",
          quality.contrast(),
          least.map(l -> ordinary(l.contrast())).orElse(""));
    }
    return least
        .filter(l -> quality.sharpness() < BLURRED_SHARE * l.sharpness())
        .flatMap(
            l ->
                fault(
                    CameraFault.Kind.BLURRED,
                    "sharpness %.1f%s; look at focus, lens and vibration",
                    quality.sharpness(),
                    ordinary(l.sharpness())));
  }

  private static String ordinary(double least) {
    return String.format(Locale.ROOT, ", golden frames have %.1f or more", least);
  }

  private static Optional<CameraFault> fault(
      CameraFault.Kind kind, String format, double value, String ordinary) {
    return Optional.of(new CameraFault(kind, String.format(Locale.ROOT, format, value, ordinary)));
  }
}
