package dev.andon.vision;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * Loads the native libraries once per process, with the settings that a small, long-running process
 * needs. Every class that touches OpenCV calls {@link #load} in its static initialiser.
 * Thread-safe.
 */
public final class Natives {
  static {
    // JavaCPP compares the whole process with twice the heap and throws OutOfMemoryError beyond:
    // our heap is small on
    // purpose while pictures and the model live outside it.
    setIfAbsent("org.bytedeco.javacpp.maxbytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxphysicalbytes", "0");
    Loader.load(opencv_core.class);
    Loader.load(opencv_imgproc.class);
    Loader.load(opencv_imgcodecs.class);
    opencv_core.setNumThreads(1);
  }

  private Natives() {}

  /**
   * Returns when OpenCV's core, image processing and codecs are loaded; single-threaded inside each
   * call.
   */
  public static void load() {
    // The static initialiser has done it.
  }

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
