package dev.andon.edge.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A small line plot over 0 … 1 on both axes, as SVG that any browser shows. Confined to one thread.
 */
final class SvgPlot {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 420;
  private static final int LEFT = 60;
  private static final int TOP = 40;
  private static final int SIDE_X = WIDTH - LEFT - 20;
  private static final int SIDE_Y = HEIGHT - TOP - 60;
  private static final List<String> COLOURS =
      List.of("#1b6ca8", "#c8443b", "#3b8f4c", "#8a5fb0", "#b8860b", "#444444");

  private final String title;
  private final String xAxis;
  private final String yAxis;
  private final double maxX;
  private final double maxY;
  private final List<String> marks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /**
   * An empty plot.
   *
   * @param maxX the right end of the x axis, which starts at 0
   * @param maxY the upper end of the y axis, which starts at 0
   */
  SvgPlot(String title, String xAxis, String yAxis, double maxX, double maxY) {
    this.title = title;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    this.maxX = maxX;
    this.maxY = maxY;
  }

  /** Adds a line through points in their order. */
  SvgPlot line(String name, double[] x, double[] y) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(format(px(x[i]))).append(',').append(format(py(y[i]))).append(' ');
    }
    String colour = COLOURS.get(names.size() % COLOURS.size());
    names.add(name);
    marks.add(
        "<polyline fill=\"none\" stroke=\""
            + colour
            + "\" stroke-width=\"2\" points=\""
            + points
            + "\"/>");
    return this;
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(WIDTH);
    svg.append("\" height=\"").append(HEIGHT);
    svg.append("\" font-family=\"sans-serif\" font-size=\"12\">\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    svg.append(text(WIDTH / 2, 22, "middle", title));
    axes(svg);
    marks.forEach(mark -> svg.append(mark).append('\n'));
    legend(svg);
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg) {
    for (int i = 0; i <= 5; i++) {
      double x = maxX * i / 5;
      double y = maxY * i / 5;
      svg.append(rule(px(x), py(0), px(x), py(maxY)));
      svg.append(rule(px(0), py(y), px(maxX), py(y)));
      svg.append(text((int) px(x), HEIGHT - 42, "middle", tick(x)));
      svg.append(text(LEFT - 6, (int) py(y) + 4, "end", tick(y)));
    }
    svg.append(text(LEFT + SIDE_X / 2, HEIGHT - 22, "middle", xAxis));
    svg.append("<g transform=\"rotate(-90 16 ").append(TOP + SIDE_Y / 2).append(")\">");
    svg.append(text(16, TOP + SIDE_Y / 2, "middle", yAxis)).append("</g>\n");
  }

  private void legend(StringBuilder svg) {
    for (int i = 0; i < names.size(); i++) {
      int y = TOP + 16 + i * 16;
      String colour = COLOURS.get(i % COLOURS.size());
      svg.append("<rect x=\"").append(WIDTH - 190).append("\" y=\"").append(y - 8);
      svg.append("\" width=\"10\" height=\"10\" fill=\"").append(colour).append("\"/>");
      svg.append(text(WIDTH - 174, y, "start", names.get(i)));
    }
  }

  private double px(double x) {
    return LEFT + Math.clamp(x / maxX, 0, 1) * SIDE_X;
  }

  private double py(double y) {
    return TOP + (1 - Math.clamp(y / maxY, 0, 1)) * SIDE_Y;
  }

  private static String rule(double x1, double y1, double x2, double y2) {
    return "<line stroke=\"#dddddd\" x1=\""
        + format(x1)
        + "\" y1=\""
        + format(y1)
        + "\" x2=\""
        + format(x2)
        + "\" y2=\""
        + format(y2)
        + "\"/>\n";
  }

  private static String text(int x, int y, String anchor, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    return "<text x=\""
        + x
        + "\" y=\""
        + y
        + "\" text-anchor=\""
        + anchor
        + "\">"
        + escaped
        + "</text>\n";
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
