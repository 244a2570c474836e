package dev.andon.sandbox.soak;

import dev.andon.sandbox.scenes.Scene;
import dev.andon.sandbox.scenes.SceneStream;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Lays frames before the cameras while a phase lasts, a few ahead of what each station has judged,
 * so that load is always there and the end is near when it is wanted. One thread a station.
 */
final class Feeder implements AutoCloseable {

  private static final int AHEAD = 8;
  private static final int BULK_AHEAD = 300;
  private static final long LOOK_MS = 50;
  private static final int SMALL_WIDTH = 160;
  private static final int SMALL_HEIGHT = 120;

  private final SoakPlant plant;
  private final SoakFolder folder;
  private final PulseWatch pulse;
  private final boolean bulk;
  private final List<Thread> threads;
  private volatile boolean feeding = true;

  /**
   * Begins to feed.
   *
   * @param bulk small frames, many ahead
   */
  Feeder(SoakPlant plant, SoakFolder folder, PulseWatch pulse, boolean bulk) {
    this.plant = plant;
    this.folder = folder;
    this.pulse = pulse;
    this.bulk = bulk;
    this.threads =
        IntStream.range(0, plant.stations().size())
            .mapToObj(i -> Thread.ofPlatform().daemon().name("feeder-" + i).start(() -> feed(i)))
            .toList();
  }

  private void feed(int index) {
    String station = PlantFiles.station(index);
    Supplier<byte[]> frames = frames(plant.files().scenes(index), index);
    try {
      for (int fed = 0; feeding; ) {
        if (unread(station, fed) < (bulk ? BULK_AHEAD : AHEAD)) {
          fed++;
          lay(folder.frames(station), PlantFiles.frame(fed), frames.get());
        } else {
          TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot lay a frame before " + station, failure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** By its rows or by its signals, whatever was found to be further. */
  private long unread(String station, long fed) {
    return fed - Math.max(pulse.judged(station), plant.line().received(station));
  }

  private static void lay(Path folder, String name, byte[] jpeg) throws IOException {
    Path hidden = folder.resolve("." + name);
    Files.write(hidden, jpeg);
    Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private Supplier<byte[]> frames(SceneStream scenes, int index) {
    if (!bulk) {
      return () -> scenes.next().jpeg();
    }
    Scene scene = scenes.next();
    BufferedImage small = small(scene.image());
    SplittableRandom noise = new SplittableRandom(index);
    return () -> noisy(scene, small, noise).jpeg();
  }

  private static BufferedImage small(BufferedImage image) {
    BufferedImage small =
        new BufferedImage(SMALL_WIDTH, SMALL_HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = small.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(image, 0, 0, SMALL_WIDTH, SMALL_HEIGHT, null);
    g.dispose();
    return small;
  }

  /** Another picture each time: some blocks are painted in a shade of their own. */
  private static Scene noisy(Scene scene, BufferedImage small, SplittableRandom noise) {
    BufferedImage image =
        new BufferedImage(SMALL_WIDTH, SMALL_HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = image.createGraphics();
    g.drawImage(small, 0, 0, null);
    for (int x = 0; x < SMALL_WIDTH; x += 8) {
      g.setColor(new Color(noise.nextInt(1 << 24)));
      g.fillRect(x, 0, 8, 8);
    }
    g.dispose();
    return new Scene(scene.partNumber(), scene.part(), scene.view(), scene.truth(), image);
  }

  /** Nothing more comes. */
  @Override
  public void close() {
    feeding = false;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
