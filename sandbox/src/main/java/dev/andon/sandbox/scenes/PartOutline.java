package dev.andon.sandbox.scenes;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The drawn parts: an outline and its holes, in pixels of a 640×480 drawing seen straight from
 * above.
 */
public enum PartOutline {
  PLATE("plate") {
    @Override
    Shape outline() {
      return new RoundRectangle2D.Double(100, 80, 440, 320, 36, 36);
    }

    @Override
    List<Shape> holes() {
      return List.of(
          circle(150, 130, 20),
          circle(490, 130, 20),
          circle(150, 350, 20),
          circle(490, 350, 20),
          circle(320, 130, 15),
          circle(320, 350, 15),
          new RoundRectangle2D.Double(240, 215, 160, 50, 50, 50));
    }
  },
  FLANGE("flange") {
    @Override
    Shape outline() {
      return circle(320, 240, 205);
    }

    @Override
    List<Shape> holes() {
      List<Shape> holes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        double angle = Math.PI * (i + 0.5) / 4;
        holes.add(circle(320 + 148 * Math.cos(angle), 240 + 148 * Math.sin(angle), 18));
      }
      holes.add(circle(320, 240, 72));
      return holes;
    }
  },
  BRACKET("bracket") {
    @Override
    Shape outline() {
      Path2D.Double path = new Path2D.Double();
      path.moveTo(120, 70);
      path.lineTo(280, 70);
      path.quadTo(300, 70, 300, 90);
      path.lineTo(300, 215);
      path.quadTo(300, 250, 335, 250);
      path.lineTo(520, 250);
      path.quadTo(545, 250, 545, 275);
      path.lineTo(545, 385);
      path.quadTo(545, 410, 520, 410);
      path.lineTo(145, 410);
      path.quadTo(100, 410, 100, 365);
      path.lineTo(100, 90);
      path.quadTo(100, 70, 120, 70);
      path.closePath();
      return path;
    }

    @Override
    List<Shape> holes() {
      return List.of(
          circle(160, 125, 19),
          circle(240, 125, 19),
          circle(160, 330, 24),
          circle(300, 330, 17),
          circle(400, 330, 17),
          circle(490, 330, 22),
          new RoundRectangle2D.Double(182, 185, 40, 80, 36, 36));
    }
  };

  private final String variant;

  PartOutline(String variant) {
    this.variant = variant;
  }

  /** The product variant's name, as in truth files. */
  public String variant() {
    return variant;
  }

  abstract Shape outline();

  /** Every hole in the drawing; all but the last can be missing on a bad part. */
  abstract List<Shape> holes();

  /** Material only: the outline without its holes. */
  Area body() {
    Area body = new Area(outline());
    holes().forEach(hole -> body.subtract(new Area(hole)));
    return body;
  }

  private static Shape circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  /** Where a camera stands: how the drawing lands in the frame. */
  public enum View {
    /** Straight from above, the whole part in the frame. */
    TOP("top"),
    /** Closer and turned, only a part of it in the frame. */
    CLOSE("close");

    private final String text;

    View(String text) {
      this.text = text;
    }

    /** The view's name, as in truth files. */
    public String text() {
      return text;
    }

    AffineTransform toFrame() {
      return switch (this) {
        case TOP -> new AffineTransform();
        case CLOSE -> close();
      };
    }

    private static AffineTransform close() {
      AffineTransform t = AffineTransform.getTranslateInstance(320, 240);
      t.rotate(Math.toRadians(14));
      t.scale(1.45, 1.38);
      t.translate(-250, -255);
      return t;
    }
  }
}
