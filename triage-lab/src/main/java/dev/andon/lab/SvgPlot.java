package dev.andon.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A small line plot as SVG that any browser shows, light or dark as the reader has it. Confined to
 * one thread.
 */
final class SvgPlot {
  private static final int WIDTH = 640;
  private static final int LEFT = 64;
  private static final int TOP = 40;
  private static final int SIDE_X = WIDTH - LEFT - 20;
  private static final int SIDE_Y = 340;
  private static final int BELOW = TOP + SIDE_Y;
  private static final int ROW = 18;

  /** Ticks nearer to the next than this share of the axis are not named. */
  private static final double CROWDED = 0.035;

  private static final int COLOURS = 6;
  private static final String STYLE =
      """
      <style>
      .paper{fill:#fff}.text{fill:#222}.rule{stroke:#ddd}
      .line{fill:none;stroke-width:2}.band{stroke:none;opacity:.14}.dashed{stroke-dasharray:6 4}
      .c0{color:#1b6ca8}.c1{color:#c8443b}.c2{color:#2f7d40}.c3{color:#7a4fa3}.c4{color:#946a00}.c5{color:#444}
      .line{stroke:currentColor}.band,.key{fill:currentColor}
      @media (prefers-color-scheme:dark){
      .paper{fill:#16181c}.text{fill:#e4e6ea}.rule{stroke:#3a3e45}.band{opacity:.22}
      .c0{color:#6cb6ee}.c1{color:#f0857c}.c2{color:#74c987}.c3{color:#c3a1e6}.c4{color:#e0b84c}.c5{color:#c4c8ce}
      }
      </style>
      """;

  private final String title;
  private final Axis x;
  private final Axis y;
  private final List<String> bands = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /**
   * An axis that starts at 0.
   *
   * @param name what it counts, with its unit
   * @param ticks values that are named, ascending; the last is its end
   * @param root whether places go with the square root of values
   */
  record Axis(String name, List<Double> ticks, boolean root) {

    /** Five equal steps. */
    static Axis even(String name, double most) {
      List<Double> ticks = new ArrayList<>();
      for (int i = 0; i <= 5; i++) {
        ticks.add(most * i / 5);
      }
      return new Axis(name, ticks, false);
    }

    /** These values, with more room for the small ones. */
    static Axis root(String name, double[] ticks) {
      List<Double> all = new ArrayList<>();
      for (double tick : ticks) {
        all.add(tick);
      }
      if (all.isEmpty() || all.getLast() <= 0) {
        all.add(1.0);
      }
      return new Axis(name, all, true);
    }

    /** 0 … 1; beyond the end is at the end. */
    double place(double value) {
      double share = Math.clamp(value / ticks.getLast(), 0, 1);
      return root ? Math.sqrt(share) : share;
    }
  }

  SvgPlot(String title, Axis x, Axis y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** Adds a line through points in their order. */
  SvgPlot line(String name, double[] at, double[] values) {
    return line(name, at, values, "line");
  }

  /** Adds a line that nobody measured. */
  SvgPlot dashed(String name, double[] at, double[] values) {
    return line(name, at, values, "line dashed");
  }

  private SvgPlot line(String name, double[] at, double[] values, String kind) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < at.length; i++) {
      points.append(point(at[i], values[i]));
    }
    marks.add("<polyline class=\"%s %s\" points=\"%s\"/>".formatted(kind, colour(), points));
    names.add(name);
    return this;
  }

  /** Adds what lies between two lines, in the colour of the line that is added next. */
  SvgPlot band(double[] at, double[] low, double[] high) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < at.length; i++) {
      points.append(point(at[i], low[i]));
    }
    for (int i = at.length - 1; i >= 0; i--) {
      points.append(point(at[i], high[i]));
    }
    bands.add("<polygon class=\"band %s\" points=\"%s\"/>".formatted(colour(), points));
    return this;
  }

  private String colour() {
    return "c" + names.size() % COLOURS;
  }

  private String point(double at, double value) {
    return format(px(at)) + "," + format(py(value)) + " ";
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n"
            .formatted(WIDTH, height(), WIDTH, height()));
    svg.append(STYLE);
    svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    svg.append(text(WIDTH / 2, 24, "middle", title));
    axes(svg);
    bands.forEach(band -> svg.append(band).append('\n'));
    marks.forEach(mark -> svg.append(mark).append('\n'));
    legend(svg);
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg) {
    for (int i = 0; i < x.ticks().size(); i++) {
      double tick = x.ticks().get(i);
      boolean last = i == x.ticks().size() - 1;
      svg.append(rule(px(tick), TOP, px(tick), BELOW));
      if (last || x.place(x.ticks().get(i + 1)) - x.place(tick) > CROWDED) {
        svg.append(text((int) px(tick), BELOW + 18, "middle", tick(tick)));
      }
    }
    for (double tick : y.ticks()) {
      svg.append(rule(LEFT, py(tick), LEFT + SIDE_X, py(tick)));
      svg.append(text(LEFT - 8, (int) py(tick) + 4, "end", tick(tick)));
    }
    svg.append(text(LEFT + SIDE_X / 2, BELOW + 40, "middle", x.name()));
    svg.append("<g transform=\"rotate(-90 18 ").append(TOP + SIDE_Y / 2).append(")\">");
    svg.append(text(18, TOP + SIDE_Y / 2, "middle", y.name())).append("</g>\n");
  }

  /** Below the axis, where it hides nothing. */
  private void legend(StringBuilder svg) {
    for (int i = 0; i < names.size(); i++) {
      int at = BELOW + 62 + i * ROW;
      svg.append("<rect class=\"key c").append(i % COLOURS).append("\" x=\"").append(LEFT);
      svg.append("\" y=\"").append(at - 10).append("\" width=\"10\" height=\"10\"/>");
      svg.append(text(LEFT + 16, at, "start", names.get(i)));
    }
  }

  private int height() {
    return BELOW + 58 + names.size() * ROW;
  }

  private double px(double value) {
    return LEFT + x.place(value) * SIDE_X;
  }

  private double py(double value) {
    return TOP + (1 - y.place(value)) * SIDE_Y;
  }

  private static String rule(double x1, double y1, double x2, double y2) {
    return "<line class=\"rule\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
        .formatted(format(x1), format(y1), format(x2), format(y2));
  }

  private static String text(int x, int y, String anchor, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    return "<text class=\"text\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
        .formatted(x, y, anchor, escaped);
  }

  private static String tick(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
