package dev.andon.edge.status;

import dev.andon.html.Html;
import dev.andon.wire.Readings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a station measures of itself, as rows of its page; what it cannot measure has none. Pure.
 */
final class ReadingRows {
  /** Where processors slow down; those of small computers in a hall get there in summer. */
  private static final double HOT_C = 85;

  /** Logs of station and hub do not fit together any more. */
  private static final double APART_MS = 2_000;

  private ReadingRows() {}

  static Html of(Readings readings) {
    List<Html> rows = new ArrayList<>();
    pace(readings.pace(), rows);
    machine(readings.machine(), rows);
    readings
        .clock()
        .ifPresent(
            clock ->
                rows.add(
                    StationPage.row(
                        "hub's clock ahead of this one",
                        clock.surelyMs() > APART_MS ? "bad" : "",
                        "%s ± %s"
                            .formatted(span(clock.hubAheadMs()), span(clock.uncertaintyMs())))));
    readings.bank().ifPresent(bank -> rows.add(StationPage.row("golden frames", "", bank)));
    readings.config().ifPresent(file -> rows.add(StationPage.row("configuration", "", file)));
    return Html.all(rows.stream());
  }

  private static void pace(Readings.Pace pace, List<Html> rows) {
    rows.add(
        StationPage.row(
            "frames judged a second, last minute", "", number("%.1f", pace.framesPerSecond())));
    pace.newestFrameMs()
        .ifPresent(
            age -> rows.add(StationPage.row("age of the newest frame", "", span((double) age))));
    if (pace.triageP50Ms().isPresent() && pace.triageP95Ms().isPresent()) {
      rows.add(
          StationPage.row(
              "triage of a frame, median and 95 of 100",
              "",
              "%s, %s"
                  .formatted(
                      span(pace.triageP50Ms().getAsDouble()),
                      span(pace.triageP95Ms().getAsDouble()))));
    }
  }

  private static void machine(Readings.Machine machine, List<Html> rows) {
    machine
        .temperatureC()
        .ifPresent(
            degrees ->
                rows.add(
                    StationPage.row(
                        "temperature, hottest sensor",
                        degrees >= HOT_C ? "bad" : "",
                        number("%.0f °C", degrees))));
    if (machine.load().isPresent() && machine.cores().isPresent()) {
      double load = machine.load().getAsDouble();
      int cores = machine.cores().getAsInt();
      rows.add(
          StationPage.row(
              "load of " + cores + " cores, last minute",
              load > 2 * cores ? "wait" : "",
              number("%.1f", load)));
    }
    machine
        .throttled()
        .ifPresent(
            throttled ->
                rows.add(
                    StationPage.row(
                        "slowed down",
                        throttled ? "bad" : "",
                        throttled ? String.join("; ", machine.throttledBy()) : "no")));
  }

  /** Milliseconds in the unit that people read. */
  static String span(double ms) {
    double size = Math.abs(ms);
    if (size < 1_000) {
      return number(size < 10 ? "%.1f\u00a0ms" : "%.0f\u00a0ms", ms);
    }
    return size < 120_000
        ? number("%.1f\u00a0s", ms / 1_000)
        : number("%.0f\u00a0min", ms / 60_000);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
