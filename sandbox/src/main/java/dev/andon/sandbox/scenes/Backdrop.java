package dev.andon.sandbox.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A good part of one variant in one view, drawn once: with its holes, and with none of them, from
 * which a missing hole is cut. Larger than the frame by {@link #MARGIN} on each side, so that a
 * part may sit a little off its place. Immutable once made; what it holds is shared and only read.
 *
 * @param body the material in the part's own coordinates
 */
record Backdrop(BufferedImage good, BufferedImage blank, Area body) {

  static final int MARGIN = 8;

  private static final int WIDTH = 640 + 2 * MARGIN;
  private static final int HEIGHT = 480 + 2 * MARGIN;

  private record Key(PartOutline part, PartOutline.View view) {}

  private static final ConcurrentHashMap<Key, Backdrop> DRAWN = new ConcurrentHashMap<>();

  static Backdrop of(PartOutline part, PartOutline.View view) {
    return DRAWN.computeIfAbsent(
        new Key(part, view), key -> new Backdrop(draw(key, true), draw(key, false), part.body()));
  }

  static Graphics2D smooth(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    return g;
  }

  private static BufferedImage draw(Key key, boolean holes) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = smooth(image);
    belt(g);
    g.translate(MARGIN, MARGIN);
    g.transform(key.view().toFrame());
    shadow(g, key.part().outline());
    metal(g, key.part(), new Area(key.part().outline()));
    if (holes) {
      key.part().holes().forEach(hole -> hole(g, hole));
    }
    g.dispose();
    return image;
  }

  private static void belt(Graphics2D g) {
    g.setPaint(
        new GradientPaint(0, 0, new Color(46, 50, 54), WIDTH, HEIGHT, new Color(30, 33, 38)));
    g.fillRect(0, 0, WIDTH, HEIGHT);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 2600; i++) {
      int grey = random.nextInt(20, 70);
      g.setColor(new Color(grey, grey, grey + 3, 120));
      g.fillRect(random.nextInt(WIDTH), random.nextInt(HEIGHT), 1 + random.nextInt(2), 1);
    }
  }

  private static void shadow(Graphics2D g, Shape outline) {
    for (int i = 10; i > 0; i--) {
      g.setColor(new Color(0, 0, 0, 16));
      g.fill(AffineTransform.getTranslateInstance(i, i).createTransformedShape(outline));
    }
  }

  private static void metal(Graphics2D g, PartOutline part, Area body) {
    Rectangle2D box = body.getBounds2D();
    g.setPaint(
        new GradientPaint(
            (float) box.getMinX(),
            (float) box.getMinY(),
            new Color(188, 191, 196),
            (float) box.getMaxX(),
            (float) box.getMaxY(),
            new Color(142, 146, 152)));
    g.fill(body);
    brush(g, part, body, box);
    g.setStroke(new BasicStroke(3f));
    g.setColor(new Color(232, 234, 238, 150));
    g.draw(AffineTransform.getTranslateInstance(1.2, 1.2).createTransformedShape(body));
    g.setColor(new Color(70, 72, 76, 190));
    g.setStroke(new BasicStroke(1.6f));
    g.draw(body);
  }

  /** Brush marks of machining: the same on every part of a variant. */
  private static void brush(Graphics2D g, PartOutline part, Area body, Rectangle2D box) {
    Shape clip = g.getClip();
    g.clip(body);
    SplittableRandom random = new SplittableRandom(part.variant().length() + 97L);
    g.setStroke(new BasicStroke(1f));
    for (int i = 0; i < 900; i++) {
      double x = box.getMinX() + random.nextDouble() * box.getWidth();
      double y = box.getMinY() + random.nextDouble() * box.getHeight();
      int tone = random.nextBoolean() ? 255 : 60;
      g.setColor(new Color(tone, tone, tone, 8 + random.nextInt(16)));
      g.draw(new Line2D.Double(x, y, x + 20 + random.nextInt(120), y + random.nextDouble() - 0.5));
    }
    g.setClip(clip);
  }

  private static void hole(Graphics2D g, Shape hole) {
    g.setColor(new Color(24, 26, 29));
    g.fill(hole);
    Shape clip = g.getClip();
    g.clip(hole);
    g.setColor(new Color(58, 61, 66));
    g.setStroke(new BasicStroke(5f));
    g.draw(AffineTransform.getTranslateInstance(-2, -2).createTransformedShape(hole));
    g.setClip(clip);
    g.setStroke(new BasicStroke(2.2f));
    g.setColor(new Color(220, 223, 228, 170));
    g.draw(hole);
  }
}
