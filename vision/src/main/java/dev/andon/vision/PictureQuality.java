package dev.andon.vision;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What can be said of a picture without knowing what it should show. Measured in grey levels on the
 * picture scaled down to {@link #SIDE} pixels along its short side, where sensor noise has averaged
 * out. Sharpness is the deviation of the Laplacian (Pech-Pacheco et al., 2000): it falls when a
 * lens is out of focus, smeared or fogged.
 *
 * @param brightest level of the brightest place, 0 … 255
 * @param contrast standard deviation of the levels, from 0
 * @param sharpness standard deviation of the Laplacian, from 0
 */
public record PictureQuality(double brightest, double contrast, double sharpness) {
  /** The short side that is looked at. */
  public static final int SIDE = 160;

  static {
    Natives.load();
  }

  /** Refuses what no picture can have. */
  public PictureQuality {
    if (!(brightest >= 0) || !(contrast >= 0) || !(sharpness >= 0)) {
      throw new IllegalArgumentException(
          "qualities are 0 or more, got " + brightest + ", " + contrast + " and " + sharpness);
    }
  }

  /** Measures a picture. */
  public static PictureQuality of(Picture picture) {
    try (Mat small = small(picture);
        Mat laplacian = new Mat();
        DoublePointer max = new DoublePointer(1)) {
      opencv_imgproc.Laplacian(small, laplacian, opencv_core.CV_32F);
      opencv_core.minMaxLoc(small, null, max, null, null, null);
      return new PictureQuality(max.get(), deviation(small), deviation(laplacian));
    }
  }

  /** Shrunk in colour: a third of the work of shrinking after turning grey, and the same. */
  private static Mat small(Picture picture) {
    double scale = Math.min(1, (double) SIDE / Math.min(picture.width(), picture.height()));
    int width = Math.max(1, (int) Math.round(scale * picture.width()));
    int height = Math.max(1, (int) Math.round(scale * picture.height()));
    Mat grey = new Mat();
    try (Mat shrunk = new Mat();
        Size size = new Size(width, height)) {
      opencv_imgproc.resize(picture.mat(), shrunk, size, 0, 0, opencv_imgproc.INTER_AREA);
      opencv_imgproc.cvtColor(shrunk, grey, opencv_imgproc.COLOR_BGR2GRAY);
    }
    return grey;
  }

  private static double deviation(Mat mat) {
    try (Mat mean = new Mat();
        Mat deviation = new Mat()) {
      opencv_core.meanStdDev(mat, mean, deviation);
      return deviation.createIndexer().getDouble(0);
    }
  }
}
