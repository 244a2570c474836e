package dev.andon.vision;

import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A golden frame made ready to be compared with: its grey pixels, and at each of them the grey
 * levels that half a pixel of misplacement and sensor noise explain, which take half as long to
 * find as a frame to be compared. Outside the Java heap. Immutable; {@link #share} gives further
 * handles on the same pixels, each closed by its holder. Handles are not thread-safe, the pixels
 * are.
 */
public final class GoldenPicture implements AutoCloseable {
  private final GreyPicture grey;
  private final Mat explained;
  private final Optional<Mat> sums;
  private final double brightness;

  private GoldenPicture(GreyPicture grey, Mat explained, Optional<Mat> sums, double brightness) {
    this.grey = grey;
    this.explained = explained;
    this.sums = sums;
    this.brightness = brightness;
  }

  /** Makes a picture ready; the picture stays the caller's. */
  public static GoldenPicture of(GreyPicture grey) {
    return of(grey, false);
  }

  /**
   * The same.
   *
   * @param quick whether sums are kept as well: twice the memory, for a seventh of the time
   */
  public static GoldenPicture of(GreyPicture grey, boolean quick) {
    try (WindowSums windows = new WindowSums()) {
      return new GoldenPicture(
          grey.share(),
          explained(windows, grey.mat()),
          quick ? Optional.of(summed(windows, grey.mat())) : Optional.empty(),
          grey.brightness());
    }
  }

  /**
   * Decodes what {@link GreyPicture#png} gave and makes it ready.
   *
   * @throws IllegalArgumentException where the bytes are no picture within the limits
   */
  public static GoldenPicture decode(byte[] png, DecodeLimits limits) {
    try (GreyPicture grey = GreyPicture.decode(png, limits)) {
      return of(grey);
    }
  }

  /** Half the range of levels within a pixel, and the noise. */
  private static Mat explained(WindowSums windows, Mat golden) {
    Mat explained = new Mat();
    try (Mat smooth = new Mat();
        Mat range = new Mat();
        Mat nine = Mat.ones(3, 3, opencv_core.CV_8UC1).asMat()) {
      windows.means(golden, smooth);
      opencv_imgproc.morphologyEx(smooth, range, opencv_imgproc.MORPH_GRADIENT, nine);
      range.convertTo(explained, opencv_core.CV_8U, 0.5, PixelDifference.NOISE);
    }
    return explained;
  }

  private static Mat summed(WindowSums windows, Mat golden) {
    Mat sums = new Mat();
    windows.of(golden, sums);
    return sums;
  }

  /** Another handle on the same pixels. */
  public GoldenPicture share() {
    return new GoldenPicture(grey.share(), new Mat(explained), sums.map(Mat::new), brightness);
  }

  /** Its pixels; they stay this one's. */
  public GreyPicture grey() {
    return grey;
  }

  /** Bytes outside the heap. */
  public long bytes() {
    return bytes(grey.width(), grey.height(), sums.isPresent());
  }

  /** The same of a picture of this size. */
  public static long bytes(int width, int height, boolean quick) {
    return (quick ? 4L : 2L) * width * height;
  }

  /** Grey levels, above 0, eight bits. */
  Mat explained() {
    return explained;
  }

  /**
   * Sums of its levels around each pixel; they stay this one's or the caller's.
   *
   * @param spare filled where they are not kept
   */
  Mat sums(WindowSums windows, Mat spare) {
    if (sums.isPresent()) {
      return sums.get();
    }
    windows.of(grey.mat(), spare);
    return spare;
  }

  /** The mean of its grey levels. */
  double brightness() {
    return brightness;
  }

  @Override
  public void close() {
    sums.ifPresent(Mat::close);
    explained.close();
    grey.close();
  }

  @Override
  public String toString() {
    return "GoldenPicture[" + grey + "]";
  }
}
