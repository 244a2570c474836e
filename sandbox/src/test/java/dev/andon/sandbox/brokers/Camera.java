package dev.andon.sandbox.brokers;

import dev.andon.edge.Feed;
import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Noise at a pace until it is switched off, and a triage that doubts all of it. */
final class Camera implements Feed, FrameSource, Triager {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  private final CountDownLatch off = new CountDownLatch(1);
  private final long gapMillis;
  private long next;

  Camera(long gapMillis) {
    this.gapMillis = gapMillis;
  }

  void switchOff() {
    off.countDown();
  }

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public FrameSource open(Optional<Cursor> after) {
    return this;
  }

  @Override
  public Capture next() throws InterruptedException {
    if (off.await(gapMillis, TimeUnit.MILLISECONDS)) {
      return new Capture.Ended("switched off", false);
    }
    long position = next++;
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    new Random(position).nextBytes(pixels);
    return new Capture.Captured(
        new Frame(
            Picture.of(WIDTH, HEIGHT, pixels),
            Frame.PixelFormat.BGR8,
            Instant.now(),
            System.nanoTime(),
            position,
            "part-" + position,
            "flange",
            "top",
            new Cursor("noise", position)));
  }

  @Override
  public Triage triage(Frame frame) {
    return new Triage.Unsure(
        List.of(
            new Region(
                0,
                new Box(0, 0, WIDTH, HEIGHT),
                List.of(new Region.Score("scratch", 0.55f)),
                new float[] {1f, 0f})));
  }

  @Override
  public ModelVersion model() {
    return new ModelVersion("fake", "1", "andon-pre-1");
  }

  @Override
  public void close() {}
}
