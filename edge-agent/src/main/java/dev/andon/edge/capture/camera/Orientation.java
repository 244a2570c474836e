package dev.andon.edge.capture.camera;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How a picture is turned before it stands as the camera saw it: one of eight ways, of a display
 * matrix (ISO/IEC 14496-12, 6.2.2) the nearest.
 *
 * @param transposed rows become columns, first of all
 * @param mirrored then left and right change places
 * @param flipped then top and bottom
 */
record Orientation(boolean transposed, boolean mirrored, boolean flipped) {
  /** Stands upright. */
  static final Orientation UPRIGHT = new Orientation(false, false, false);

  /** The matrix {@code a b / c d}: a place (x, y) goes to (a·x + c·y, b·x + d·y). */
  static Orientation of(long a, long b, long c, long d) {
    return Math.abs(b) + Math.abs(c) > Math.abs(a) + Math.abs(d)
        ? new Orientation(true, c < 0, b < 0)
        : new Orientation(false, a < 0, d < 0);
  }

  /** What a file or stream says of all its pictures. */
  static Orientation of(AVCodecParameters stream) {
    AVPacketSideData data =
        avcodec.av_packet_side_data_get(
            stream.coded_side_data(),
            stream.nb_coded_side_data(),
            avcodec.AV_PKT_DATA_DISPLAYMATRIX);
    return data == null || data.isNull() ? UPRIGHT : of(new IntPointer(data.data()));
  }

  /** What a picture says of itself, or else its stream. */
  static Orientation of(AVFrame picture, Orientation stream) {
    AVFrameSideData data =
        avutil.av_frame_get_side_data(picture, avutil.AV_FRAME_DATA_DISPLAYMATRIX);
    return data == null || data.isNull() ? stream : of(new IntPointer(data.data()));
  }

  /** Nine numbers, row by row, of which the last column is the perspective. */
  private static Orientation of(IntPointer matrix) {
    return of(matrix.get(0), matrix.get(1), matrix.get(3), matrix.get(4));
  }

  boolean upright() {
    return equals(UPRIGHT);
  }

  /** The picture turned; the receiver closes it. */
  Mat applied(Mat picture) {
    Mat turned = new Mat();
    if (transposed) {
      opencv_core.transpose(picture, turned);
    } else {
      picture.copyTo(turned);
    }
    if (mirrored || flipped) {
      int sides = mirrored && flipped ? -1 : mirrored ? 1 : 0;
      opencv_core.flip(turned, turned, sides);
    }
    return turned;
  }
}
