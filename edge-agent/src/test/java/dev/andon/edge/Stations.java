package dev.andon.edge;

import dev.andon.edge.capture.Capture;
import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.Frame;
import dev.andon.edge.capture.FrameSource;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.ReplaySettings;
import dev.andon.edge.uplink.UplinkSettings;
import dev.andon.vision.Picture;
import dev.andon.wire.Box;
import dev.andon.wire.Image;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Sources and triagers that need neither camera nor model. */
final class Stations {
  static final UplinkSettings BRISK =
      new UplinkSettings(
          8,
          8L << 20,
          ReplaySettings.brisk(200),
          Duration.ofMillis(800),
          Duration.ofMillis(500),
          Duration.ofMillis(200),
          Duration.ofMillis(50),
          Duration.ofMillis(400));

  private Stations() {}

  /** So many frames of 64×48, each a part of its own, at most one every {@code gapMillis}. */
  static Feed frames(int count, long gapMillis) {
    return new Feed() {
      @Override
      public String name() {
        return "drawn";
      }

      @Override
      public FrameSource open(Optional<Cursor> after) {
        return new Drawn(count, gapMillis, after.map(c -> c.position() + 1).orElse(0L));
      }
    };
  }

  /** The same frames, which pass once, as a camera's do. */
  static Feed live(Feed feed) {
    return new Feed() {
      @Override
      public String name() {
        return feed.name();
      }

      @Override
      public boolean live() {
        return true;
      }

      @Override
      public FrameSource open(Optional<Cursor> after) {
        return feed.open(after);
      }
    };
  }

  /** The frames of {@code feed}, each of which waits for a permit: the test says when they come. */
  static Feed onceAllowed(Semaphore permits, Feed feed) {
    return new Feed() {
      @Override
      public String name() {
        return feed.name();
      }

      @Override
      public FrameSource open(Optional<Cursor> after) {
        FrameSource frames = feed.open(after);
        return new FrameSource() {
          @Override
          public Capture next() throws InterruptedException {
            permits.acquire();
            return frames.next();
          }

          @Override
          public void close() {
            frames.close();
          }
        };
      }
    };
  }

  /** Frames of 640×480 full of noise, which no JPEG makes small: some 150 KB of doubt each. */
  static Feed noise(int count, long gapMillis) {
    return new Feed() {
      @Override
      public String name() {
        return "noise";
      }

      @Override
      public FrameSource open(Optional<Cursor> after) {
        return new Noise(count, gapMillis, after.map(c -> c.position() + 1).orElse(0L));
      }
    };
  }

  private static final class Noise implements FrameSource {
    private final int count;
    private final long gapMillis;
    private long next;

    Noise(int count, long gapMillis, long first) {
      this.count = count;
      this.gapMillis = gapMillis;
      this.next = first;
    }

    @Override
    public Capture next() throws InterruptedException {
      if (next >= count) {
        return new Capture.Ended("the last frame was read", false);
      }
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(gapMillis);
      long position = next++;
      byte[] pixels = new byte[640 * 480 * 3];
      new java.util.Random(position).nextBytes(pixels);
      return new Capture.Captured(
          new Frame(
              Picture.of(640, 480, pixels),
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
    public void close() {}
  }

  private static final class Drawn implements FrameSource {
    private final int count;
    private final long gapMillis;
    private long next;

    Drawn(int count, long gapMillis, long first) {
      this.count = count;
      this.gapMillis = gapMillis;
      this.next = first;
    }

    @Override
    public Capture next() throws InterruptedException {
      if (next >= count) {
        return new Capture.Ended("the last frame was read", false);
      }
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(gapMillis);
      long position = next++;
      Cursor cursor = new Cursor("drawn", position);
      if (position % 10 == 9) {
        return new Capture.Skipped("torn on purpose", cursor);
      }
      byte[] pixels = new byte[64 * 48 * 3];
      java.util.Arrays.fill(pixels, (byte) (position * 37));
      return new Capture.Captured(
          new Frame(
              Picture.of(64, 48, pixels),
              Frame.PixelFormat.BGR8,
              Instant.now(),
              System.nanoTime(),
              position,
              "part-" + position,
              "flange",
              "top",
              cursor));
    }

    @Override
    public void close() {}
  }

  /** The same, which shows so many bytes beside whatever it doubts. */
  static Triager showing(Triager doubting, int bytes) {
    return new Triager() {
      @Override
      public Triage triage(Frame frame) throws InterruptedException {
        return doubting.triage(frame);
      }

      @Override
      public Optional<Image> beside(Frame frame, Triage.Unsure doubt, Box cutOut) {
        return Optional.of(Image.of("image/jpeg", cutOut, new byte[bytes]));
      }

      @Override
      public ModelVersion model() {
        return doubting.model();
      }

      @Override
      public void close() {
        doubting.close();
      }
    };
  }

  /** Doubts every frame whose number divides by {@code every}, passes the others. */
  static Triager doubting(int every) {
    return new Triager() {
      @Override
      public Triage triage(Frame frame) {
        if (frame.cursor().position() % every != 0) {
          return new Triage.Confident(new Verdict.Pass());
        }
        return new Triage.Unsure(
            List.of(
                new Region(
                    0,
                    frame.picture().width() > 64
                        ? new Box(0, 0, frame.picture().width(), frame.picture().height())
                        : new Box(8, 8, 24, 24),
                    List.of(new Region.Score("scratch", 0.55f)),
                    new float[] {1f, 0f})));
      }

      @Override
      public ModelVersion model() {
        return new ModelVersion("fake", "1", "andon-pre-1");
      }

      @Override
      public void close() {}
    };
  }
}
