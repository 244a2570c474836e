package dev.andon.vision;

import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.RNG;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * What lies between two photographs of the same part: a shift of up to two pixels either way, a
 * gain of ±5 %, sensor noise of 2 … 6 levels, JPEG at a quality of 70 … 95. Calibrates a view from
 * few golden frames, and makes captures for evaluation. Every number comes from the generator that
 * is given in.
 */
public final class PhotographicNoise {
  private static final double SHIFT = 2;
  private static final double GAIN = 0.05;
  private static final double NOISE_FROM = 2;
  private static final double NOISE_TO = 6;

  static {
    Natives.load();
  }

  private PhotographicNoise() {}

  /** A new photograph of what the picture shows, as a camera would have stored it. */
  public static byte[] jpegOf(Picture picture, RandomGenerator random) {
    double dx = random.nextDouble(-SHIFT, SHIFT);
    double dy = random.nextDouble(-SHIFT, SHIFT);
    double gain = 1 + random.nextDouble(-GAIN, GAIN);
    double sigma = random.nextDouble(NOISE_FROM, NOISE_TO);
    long seed = random.nextLong();
    int quality = random.nextInt(70, 96);
    try (Mat moved = moved(picture.mat(), dx, dy);
        Mat noisy = noisy(moved, gain, sigma, seed);
        Picture photograph = Picture.copyOf(noisy)) {
      return photograph.jpeg(quality);
    }
  }

  /** The same as {@link #jpegOf}, decoded. */
  public static Picture of(Picture picture, RandomGenerator random) {
    return switch (Picture.decode(jpegOf(picture, random), "photographic noise")) {
      case Decoding.Decoded(Picture photograph) -> photograph;
      case Decoding.Refused(String reason) -> throw new IllegalStateException(reason);
    };
  }

  private static Mat moved(Mat source, double dx, double dy) {
    Mat target = new Mat();
    try (Mat matrix = new Mat(2, 3, opencv_core.CV_64FC1);
        DoubleIndexer cells = matrix.createIndexer();
        Scalar black = new Scalar(0, 0, 0, 0)) {
      cells.put(0, 0, 1, 0, dx);
      cells.put(1, 0, 0, 1, dy);
      opencv_imgproc.warpAffine(
          source,
          target,
          matrix,
          source.size(),
          opencv_imgproc.INTER_LINEAR,
          opencv_core.BORDER_REPLICATE,
          black);
    }
    return target;
  }

  private static Mat noisy(Mat source, double gain, double sigma, long seed) {
    Mat target = new Mat();
    try (Mat noise = new Mat(source.rows(), source.cols(), opencv_core.CV_16SC3);
        Mat wide = new Mat();
        RNG random = new RNG(seed);
        Mat mean = Mat.zeros(1, 1, opencv_core.CV_64FC1).asMat();
        Scalar sigmas = new Scalar(sigma, 0, 0, 0);
        Mat deviation = new Mat(1, 1, opencv_core.CV_64FC1, sigmas)) {
      random._fill(noise, RNG.NORMAL, mean, deviation, false);
      source.convertTo(wide, opencv_core.CV_16S, gain, 0);
      opencv_core.add(wide, noise, wide);
      wide.convertTo(target, opencv_core.CV_8U);
    }
    return target;
  }
}
