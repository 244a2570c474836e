package dev.andon.sandbox.scenes;

import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.SceneTruth;
import dev.andon.wire.Box;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Cloth that runs under a camera: same seed, same frames on every machine. No thread lies where one
 * lay in the frame before, the cloth lies a little askew, nearer or farther, and the light varies:
 * frames do not lie over one another. Defects are broken threads, stains and holes. Not
 * thread-safe.
 */
public final class Textile {
  /** The product variant's name, as in truth files. */
  public static final String VARIANT = "textile";

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final double PITCH = 9;
  private static final int YARN = 5;

  private final long seed;
  private long frames;

  /** Frames of other seeds are other pieces of the same cloth. */
  public Textile(long seed) {
    this.seed = seed;
  }

  /**
   * One frame.
   *
   * @param truth what is wrong with it, and where
   * @param image 640×480, type {@code TYPE_3BYTE_BGR}; nobody else holds it
   */
  public record Cloth(SceneTruth truth, BufferedImage image) {
    /** As JPEG, quality 90. */
    public byte[] jpeg() {
      return Jpeg.encode(image, 0.9f);
    }
  }

  /** The next piece of cloth without defect. */
  public Cloth good() {
    return draw(false);
  }

  /** The next piece of cloth with one defect, or two. */
  public Cloth bad() {
    return draw(true);
  }

  private Cloth draw(boolean defective) {
    RandomGenerator random = new SplittableRandom(seed * 1_000_003 + ++frames);
    Weave straight = pose(random);
    List<Blemish> blemishes = new ArrayList<>();
    List<Weave.Broken> broken = new ArrayList<>();
    List<Blotch> stains = new ArrayList<>();
    List<Blotch> holes = new ArrayList<>();
    int wanted = !defective ? 0 : random.nextInt(4) < 3 ? 1 : 2;
    for (int i = 0; i < wanted; i++) {
      switch (random.nextInt(3)) {
        case 0 -> blemishes.add(broken(straight, random, broken));
        case 1 -> blemishes.add(blotch("stain", stains, random, 14, 36));
        default -> blemishes.add(blotch("hole", holes, random, 6, 14));
      }
    }
    Shade shade = Shade.random(random);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    weave(with(straight, broken), bgr);
    double strength = 0.2 + 0.3 * random.nextDouble();
    stains.forEach(stain -> stain(stain, strength, bgr));
    holes.forEach(hole -> hole(hole, bgr));
    shade.apply(bgr);
    light(random).apply(image, random);
    return new Cloth(
        defective ? SceneTruth.defect(List.copyOf(blemishes)) : SceneTruth.pass(), image);
  }

  private static Weave pose(RandomGenerator random) {
    double angle = Math.toRadians(off(random, 3));
    return new Weave(
        PITCH * (1 + off(random, 0.04)),
        StrictMath.cos(angle),
        StrictMath.sin(angle),
        random.nextInt(4_000) + random.nextDouble(),
        random.nextInt(4_000) + random.nextDouble(),
        YARN,
        List.of());
  }

  private static Weave with(Weave weave, List<Weave.Broken> broken) {
    return new Weave(
        weave.pitch(), weave.cos(), weave.sin(), weave.u0(), weave.v0(), weave.yarn(), broken);
  }

  private static Blemish broken(Weave weave, RandomGenerator random, List<Weave.Broken> broken) {
    double x = 60 + random.nextDouble() * (WIDTH - 260);
    double y = 60 + random.nextDouble() * (HEIGHT - 120);
    int thread = (int) Math.floor(weave.v(x, y));
    double from = weave.u(x, y);
    double to = from + 5 + random.nextDouble() * 12;
    broken.add(new Weave.Broken(thread, from, to));
    double half = weave.pitch();
    double endX = weave.x(to, thread + 0.5);
    double endY = weave.y(to, thread + 0.5);
    return new Blemish(
        "broken_thread",
        new Box(
            (int) Math.floor(Math.min(x, endX) - half),
            (int) Math.floor(Math.min(y, endY) - half),
            (int) Math.ceil(Math.max(x, endX) + half),
            (int) Math.ceil(Math.max(y, endY) + half)));
  }

  private static Blemish blotch(
      String name, List<Blotch> blotches, RandomGenerator random, double least, double most) {
    Blotch blotch = Blotch.random(random, WIDTH, HEIGHT, least, most);
    blotches.add(blotch);
    return new Blemish(name, blotch.box(WIDTH, HEIGHT));
  }

  private static void weave(Weave weave, byte[] bgr) {
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        weave.paint(x, y, bgr, (y * WIDTH + x) * 3);
      }
    }
  }

  /** Something that was soaked up: darker and browner, soft at its rim. */
  private static void stain(Blotch stain, double strength, byte[] bgr) {
    Box box = stain.box(WIDTH, HEIGHT);
    for (int y = box.y1(); y < box.y2(); y++) {
      for (int x = box.x1(); x < box.x2(); x++) {
        double soaked = strength * Math.clamp((1 - stain.depth(x, y)) * 3, 0, 1);
        int at = (y * WIDTH + x) * 3;
        bgr[at] = times(bgr[at], 1 - soaked);
        bgr[at + 1] = times(bgr[at + 1], 1 - 0.8 * soaked);
        bgr[at + 2] = times(bgr[at + 2], 1 - 0.6 * soaked);
      }
    }
  }

  /** The dark table below, and a light rim of frayed threads. */
  private static void hole(Blotch hole, byte[] bgr) {
    Box box = hole.box(WIDTH, HEIGHT);
    for (int y = box.y1(); y < box.y2(); y++) {
      for (int x = box.x1(); x < box.x2(); x++) {
        double depth = hole.depth(x, y);
        int at = (y * WIDTH + x) * 3;
        for (int channel = 0; channel < 3 && depth < 1; channel++) {
          bgr[at + channel] = depth < 0.8 ? (byte) 34 : times(bgr[at + channel], 1.15);
        }
      }
    }
  }

  private static byte times(byte value, double factor) {
    return (byte) Math.clamp(Math.round((value & 0xFF) * factor), 0, 255);
  }

  private static Exposure light(RandomGenerator random) {
    return new Exposure(1 + off(random, 0.08), off(random, 0.08), off(random, 0.08));
  }

  private static double off(RandomGenerator random, double most) {
    return (random.nextDouble() * 2 - 1) * most;
  }

  /** A soft fold: a wave of light across the whole cloth. */
  private record Shade(double acrossX, double acrossY, double begin, double depth) {
    static Shade random(RandomGenerator random) {
      return new Shade(
          off(random, 1.2), off(random, 1.2), random.nextDouble(), 0.05 * random.nextDouble());
    }

    void apply(byte[] bgr) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          double turns = acrossX * x / WIDTH + acrossY * y / HEIGHT + begin;
          double factor = 1 + depth * Sine.of(turns);
          int at = (y * WIDTH + x) * 3;
          bgr[at] = times(bgr[at], factor);
          bgr[at + 1] = times(bgr[at + 1], factor);
          bgr[at + 2] = times(bgr[at + 2], factor);
        }
      }
    }
  }
}
