package dev.andon.sandbox.scenes;

import dev.andon.sandbox.truth.SceneTruth;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An endless row of parts before one camera: same seed, same frames. Light drifts slowly, parts sit
 * a pixel or two off their place, the sensor is noisy, and now and then the belt stops and the same
 * part is seen again and again with nothing but noise changing. Not thread-safe.
 */
public final class SceneStream {

  private static final double STILL_SHARE = 0.04;
  private static final int SHORTEST_STILL = 8;
  private static final int LONGEST_STILL = 30;
  private static final double JITTER_PIXELS = 1.8;

  private final PartOutline part;
  private final PartOutline.View view;
  private final double defectShare;
  private final long seed;
  private final double phase;

  private long frames;
  private long parts;
  private int standsStillFor;

  /**
   * @param defectShare share of parts with at least one blemish, 0 to 1
   */
  public SceneStream(PartOutline part, PartOutline.View view, double defectShare, long seed) {
    if (!(defectShare >= 0 && defectShare <= 1)) {
      throw new IllegalArgumentException("defect share must be 0 to 1, not " + defectShare);
    }
    this.part = part;
    this.view = view;
    this.defectShare = defectShare;
    this.seed = seed;
    this.phase = new SplittableRandom(seed).nextDouble() * Math.PI * 2;
  }

  /** The next frame of the row. */
  public Scene next() {
    if (standsStillFor > 0) {
      standsStillFor--;
    } else {
      parts++;
      RandomGenerator belt = partRandom(3);
      if (belt.nextDouble() < STILL_SHARE) {
        standsStillFor = belt.nextInt(SHORTEST_STILL, LONGEST_STILL);
      }
    }
    boolean bad = partRandom(5).nextDouble() < defectShare;
    return draw(bad ? SceneTruth.Label.DEFECT : SceneTruth.Label.PASS);
  }

  /** A good part to enrol as a reference of this view; counts as a part of the row. */
  public Scene golden() {
    parts++;
    return draw(SceneTruth.Label.GOLDEN);
  }

  private Scene draw(SceneTruth.Label label) {
    frames++;
    RandomGenerator random = partRandom(7);
    AffineTransform toFrame =
        AffineTransform.getTranslateInstance(
            off(random, JITTER_PIXELS), off(random, JITTER_PIXELS));
    Backdrop backdrop = Backdrop.of(part, view);
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = Backdrop.smooth(image);
    g.transform(toFrame);
    g.drawImage(backdrop.good(), -Backdrop.MARGIN, -Backdrop.MARGIN, null);
    SceneTruth truth = paint(g, label, backdrop, toFrame, random);
    g.dispose();
    exposure(random).apply(image, new SplittableRandom(seed * 31 + frames));
    return new Scene(parts, part, view, truth, image);
  }

  private SceneTruth paint(
      Graphics2D g,
      SceneTruth.Label label,
      Backdrop backdrop,
      AffineTransform toFrame,
      RandomGenerator random) {
    AffineTransform partToFrame = new AffineTransform(toFrame);
    partToFrame.concatenate(view.toFrame());
    dust(g, random);
    return switch (label) {
      case PASS -> SceneTruth.pass();
      case GOLDEN -> SceneTruth.golden();
      case DEFECT -> {
        g.transform(view.toFrame());
        BlemishPainter painter =
            new BlemishPainter(part, backdrop, partToFrame, view.toFrame(), random);
        yield SceneTruth.defect(List.copyOf(painter.paint(g)));
      }
    };
  }

  /** Specks that a good part may have: what makes a station unsure. */
  private static void dust(Graphics2D g, RandomGenerator random) {
    int specks = random.nextInt(4);
    for (int i = 0; i < specks; i++) {
      int tone = random.nextInt(40, 120);
      g.setColor(new Color(tone, tone, tone, 150));
      int size = 1 + random.nextInt(2);
      g.fillOval(random.nextInt(640), random.nextInt(480), size, size);
    }
  }

  private Exposure exposure(RandomGenerator random) {
    double drift = 0.05 * Math.sin(phase + frames / 90.0);
    return new Exposure(
        1 + drift + off(random, 0.015),
        0.05 * Math.sin(phase + frames / 170.0),
        0.04 * Math.cos(phase + frames / 130.0));
  }

  private RandomGenerator partRandom(int purpose) {
    return new SplittableRandom(seed * 1_000_003 + parts * 131 + purpose);
  }

  private static double off(RandomGenerator random, double most) {
    return (random.nextDouble() * 2 - 1) * most;
  }
}
