package dev.andon.edge.capture.camera;

import dev.andon.vision.Picture;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Turns FFmpeg's frames of any size and pixel format into upright BGR pictures. Confined to one
 * thread at a time.
 */
final class BgrPictures implements AutoCloseable {
  /** swscale writes whole blocks: rows begin on a multiple, and one is to spare. */
  private static final int ALIGNMENT = 64;

  private final PointerPointer<BytePointer> planes = new PointerPointer<>(4);
  private final IntPointer strides = new IntPointer(4);
  private @Nullable SwsContext scaler;
  private @Nullable Mat rows;
  private @Nullable Mat picture;

  BgrPictures() {
    for (int plane = 0; plane < 4; plane++) {
      planes.put(plane, (BytePointer) null);
      strides.put(plane, 0);
    }
  }

  /** A picture of its own; the frame stays the caller's. */
  Picture of(AVFrame frame, Orientation orientation) {
    Mat bgr = converted(frame);
    if (orientation.upright()) {
      return Picture.copyOf(bgr);
    }
    try (Mat turned = orientation.applied(bgr)) {
      return Picture.copyOf(turned);
    }
  }

  private Mat converted(AVFrame frame) {
    int width = frame.width();
    int height = frame.height();
    SwsContext fitting =
        swscale.sws_getCachedContext(
            scaler,
            width,
            height,
            frame.format(),
            width,
            height,
            avutil.AV_PIX_FMT_BGR24,
            swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    scaler = fitting;
    if (fitting == null || fitting.isNull()) {
      scaler = null;
      throw new IllegalArgumentException("has pixels of a kind that cannot be made BGR");
    }
    Mat target = target(width, height);
    swscale.sws_scale(fitting, frame.data(), frame.linesize(), 0, height, planes, strides);
    return target;
  }

  private Mat target(int width, int height) {
    Mat before = picture;
    if (before != null && before.cols() == width && before.rows() == height) {
      return before;
    }
    freeRows();
    int stride = (3 * width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Mat memory = new Mat(height + 1, stride, opencv_core.CV_8UC1);
    Mat view = new Mat(height, width, opencv_core.CV_8UC3, memory.data(), stride);
    planes.put(0, memory.data());
    strides.put(0, stride);
    rows = memory;
    picture = view;
    return view;
  }

  private void freeRows() {
    if (picture != null) {
      picture.close();
      picture = null;
    }
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }

  @Override
  public void close() {
    freeRows();
    if (scaler != null) {
      swscale.sws_freeContext(scaler);
      scaler = null;
    }
    planes.close();
    strides.close();
  }
}
