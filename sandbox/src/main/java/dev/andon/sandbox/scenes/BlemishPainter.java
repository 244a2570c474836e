package dev.andon.sandbox.scenes;

import dev.andon.sandbox.truth.Blemish;
import dev.andon.wire.Box;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.NoninvertibleTransformException;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Puts scratches, dents and missing holes on a drawn part and says where they landed in the frame.
 * Confined to the drawing of one frame.
 */
final class BlemishPainter {

  static final String SCRATCH = "scratch";
  static final String DENT = "dent";
  static final String MISSING_HOLE = "missing_hole";

  private static final int TRIES = 200;

  private final PartOutline part;
  private final Backdrop backdrop;
  private final AffineTransform toFrame;
  private final AffineTransform view;
  private final RandomGenerator random;
  private final Area body;

  /**
   * @param toFrame from the part's coordinates to the frame's
   * @param view from the part's coordinates to the backdrop's, without its margin
   */
  BlemishPainter(
      PartOutline part,
      Backdrop backdrop,
      AffineTransform toFrame,
      AffineTransform view,
      RandomGenerator random) {
    this.part = part;
    this.backdrop = backdrop;
    this.toFrame = toFrame;
    this.view = view;
    this.random = random;
    this.body = backdrop.body();
  }

  /**
   * Draws one to three blemishes, most often one.
   *
   * @param g draws in the coordinates of the part
   * @return where they are in the frame; never empty
   */
  List<Blemish> paint(Graphics2D g) {
    List<Blemish> done = new ArrayList<>();
    int wanted = random.nextInt(10) < 7 ? 1 : 2 + random.nextInt(2);
    for (int i = 0; i < wanted; i++) {
      one(g, done).ifPresent(done::add);
    }
    if (done.isEmpty()) {
      throw new IllegalStateException("no place for a blemish on " + part + " was found");
    }
    return done;
  }

  /** The kind is drawn once, so that kinds which fit less easily are not rarer for it. */
  private Optional<Blemish> one(Graphics2D g, List<Blemish> others) {
    int kind = random.nextInt(3);
    Optional<Blemish> found = Optional.empty();
    for (int tries = 0; found.isEmpty() && tries < TRIES; tries++) {
      found =
          switch (kind) {
            case 0 -> scratch(g, others);
            case 1 -> dent(g, others);
            default -> missingHole(g, others);
          };
    }
    return found;
  }

  private Optional<Blemish> scratch(Graphics2D g, List<Blemish> others) {
    Point2D start = pointOnBody();
    double angle = random.nextDouble() * Math.PI * 2;
    double length = 35 + random.nextDouble() * 85;
    double bend = (random.nextDouble() - 0.5) * 0.5;
    Path2D.Double path = new Path2D.Double();
    path.moveTo(start.getX(), start.getY());
    path.quadTo(
        start.getX() + Math.cos(angle + bend) * length / 2,
        start.getY() + Math.sin(angle + bend) * length / 2,
        start.getX() + Math.cos(angle) * length,
        start.getY() + Math.sin(angle) * length);
    float width = 1.2f + random.nextFloat() * 1.8f;
    Shape stroke = new BasicStroke(width, BasicStroke.CAP_ROUND, 0).createStrokedShape(path);
    return place(SCRATCH, stroke, others)
        .map(
            blemish -> {
              int alpha = 90 + random.nextInt(165);
              g.setColor(new Color(60, 60, 64, alpha));
              g.fill(AffineTransform.getTranslateInstance(0.9, 0.9).createTransformedShape(stroke));
              g.setColor(new Color(240, 242, 246, alpha));
              g.fill(stroke);
              return blemish;
            });
  }

  private Optional<Blemish> dent(Graphics2D g, List<Blemish> others) {
    Point2D centre = pointOnBody();
    double radius = 9 + random.nextDouble() * 14;
    double squash = 0.7 + random.nextDouble() * 0.3;
    Shape shape =
        new Ellipse2D.Double(
            centre.getX() - radius,
            centre.getY() - radius * squash,
            2 * radius,
            2 * radius * squash);
    return place(DENT, shape, others)
        .map(
            blemish -> {
              shade(g, shape, centre, radius, 80 + random.nextInt(140));
              return blemish;
            });
  }

  /** Dark where the wall falls away from the light, bright on the opposite rim. */
  private static void shade(Graphics2D g, Shape shape, Point2D centre, double radius, int alpha) {
    Point2D focus =
        new Point2D.Double(centre.getX() - radius * 0.45, centre.getY() - radius * 0.45);
    g.setPaint(
        new RadialGradientPaint(
            focus,
            (float) (radius * 1.6),
            new float[] {0f, 0.55f, 1f},
            new Color[] {
              new Color(40, 42, 46, alpha),
              new Color(110, 112, 118, alpha / 2),
              new Color(250, 251, 253, alpha)
            }));
    g.fill(shape);
  }

  private Optional<Blemish> missingHole(Graphics2D g, List<Blemish> others) {
    List<Shape> holes = part.holes();
    Shape hole = holes.get(random.nextInt(holes.size() - 1));
    Rectangle2D box = hole.getBounds2D();
    Shape cut =
        new Ellipse2D.Double(
            box.getX() - 3, box.getY() - 3, box.getWidth() + 6, box.getHeight() + 6);
    return boxOf(MISSING_HOLE, cut, others)
        .map(
            blemish -> {
              uncut(g, cut);
              return blemish;
            });
  }

  /** Shows the same place of the part that never had its holes drilled. */
  private void uncut(Graphics2D g, Shape cut) {
    Shape clip = g.getClip();
    AffineTransform before = g.getTransform();
    g.clip(cut);
    g.transform(inverse(part, view));
    g.drawImage(backdrop.blank(), -Backdrop.MARGIN, -Backdrop.MARGIN, null);
    g.setTransform(before);
    g.setClip(clip);
  }

  private static AffineTransform inverse(PartOutline part, AffineTransform transform) {
    try {
      return transform.createInverse();
    } catch (NoninvertibleTransformException flat) {
      throw new IllegalStateException("the view of " + part + " is flat", flat);
    }
  }

  private Optional<Blemish> place(String name, Shape shape, List<Blemish> others) {
    return onBody(shape) ? boxOf(name, shape, others) : Optional.empty();
  }

  /** Asks for the points of the outline only: exact geometry would cost more than the drawing. */
  private boolean onBody(Shape shape) {
    double[] point = new double[6];
    for (PathIterator i = shape.getPathIterator(null, 1.0); !i.isDone(); i.next()) {
      int kind = i.currentSegment(point);
      if (kind != PathIterator.SEG_CLOSE && !body.contains(point[0], point[1])) {
        return false;
      }
    }
    return true;
  }

  private Optional<Blemish> boxOf(String name, Shape shape, List<Blemish> others) {
    Rectangle2D box = toFrame.createTransformedShape(shape).getBounds2D();
    Rectangle2D inner = new Rectangle2D.Double(6, 6, 628, 468);
    if (!inner.contains(box)) {
      return Optional.empty();
    }
    Box found =
        new Box(
            (int) Math.floor(box.getMinX()),
            (int) Math.floor(box.getMinY()),
            (int) Math.ceil(box.getMaxX()),
            (int) Math.ceil(box.getMaxY()));
    return others.stream().anyMatch(other -> found.overlap(other.box()) > 0)
        ? Optional.empty()
        : Optional.of(new Blemish(name, found));
  }

  private Point2D pointOnBody() {
    Rectangle2D box = body.getBounds2D();
    for (int i = 0; i < TRIES; i++) {
      double x = box.getX() + random.nextDouble() * box.getWidth();
      double y = box.getY() + random.nextDouble() * box.getHeight();
      if (body.contains(x, y)) {
        return new Point2D.Double(x, y);
      }
    }
    throw new IllegalStateException(part + " has no body");
  }
}
