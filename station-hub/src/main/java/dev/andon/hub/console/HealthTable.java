package dev.andon.hub.console;

import dev.andon.html.Html;
import dev.andon.wire.Health;
import dev.andon.wire.Readings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** What stations measure of themselves, and what of it somebody should see to. Pure. */
final class HealthTable {
  /** Clocks that surely differ by more: times in logs of station and hub do not fit together. */
  private static final double APART_MS = 2_000;

  private static final double HOT_C = 85;

  /** A station's pictures wait on it. */
  private static final long LITTLE_BYTES = 1L << 30;

  private static final double GIB = 1L << 30;
  private static final double MIB = 1L << 20;

  private HealthTable() {}

  /** A pulse that holds readings. */
  private record Row(String station, Health health, Readings readings) {}

  /**
   * Nothing where no station sends readings.
   *
   * @param within a station's name as the page shows it
   */
  static Html of(PlantView view, UnaryOperator<String> within) {
    List<Row> rows =
        view.stations().stream()
            .filter(PlantView.Station::online)
            .flatMap(
                station ->
                    station.health().stream()
                        .flatMap(
                            health ->
                                health.readings().stream()
                                    .map(
                                        readings ->
                                            new Row(
                                                within.apply(station.name()), health, readings))))
            .toList();
    if (rows.isEmpty()) {
      return Html.NOTHING;
    }
    Html table =
        Table.of(
            "Health of stations",
            "wide",
            List.of(
                "station",
                "#frames/s",
                "#newest frame",
                "#triage p50, p95",
                "#in outbox",
                "#disk free",
                "#temperature",
                "-load",
                "#hub's clock ahead",
                "-model",
                "-golden frames",
                "-configuration"),
            rows,
            HealthTable::row,
            "");
    return Html.all(Html.all(rows.stream().flatMap(row -> warnings(row).stream())), table);
  }

  private static Html row(Row row) {
    Readings.Pace pace = row.readings().pace();
    Readings.Machine machine = row.readings().machine();
    return Table.row(
        row.station(),
        Table.number(format("%.1f", pace.framesPerSecond())),
        Table.number(
            pace.newestFrameMs().isPresent()
                ? span((double) pace.newestFrameMs().getAsLong())
                : ""),
        Table.number(
            pace.triageP50Ms().isPresent()
                ? span(pace.triageP50Ms().getAsDouble()) + ", " + shown(pace.triageP95Ms())
                : ""),
        Table.number(format("%.1f MiB", row.health().queuedBytes() / MIB)),
        Table.number(format("%.1f GiB", row.health().freeDiskBytes() / GIB)),
        Table.number(
            machine.temperatureC().isPresent()
                ? format("%.0f °C", machine.temperatureC().getAsDouble())
                : ""),
        Table.less(load(machine)),
        Table.number(
            row.readings()
                .clock()
                .map(clock -> span(clock.hubAheadMs()) + " ± " + span(clock.uncertaintyMs()))
                .orElse("")),
        Table.less(row.health().model().name() + " " + row.health().model().version()),
        Table.less(row.readings().bank().orElse("")),
        Table.less(row.readings().config().orElse("")));
  }

  private static String load(Readings.Machine machine) {
    return machine.load().isPresent() && machine.cores().isPresent()
        ? format("%.1f", machine.load().getAsDouble()) + " of " + machine.cores().getAsInt()
        : "";
  }

  private static String shown(OptionalDouble ms) {
    return ms.isPresent() ? span(ms.getAsDouble()) : "";
  }

  /** What lies outside, a sentence each. */
  private static List<Html> warnings(Row row) {
    List<String> found = new ArrayList<>();
    Readings readings = row.readings();
    readings.notReady().forEach(why -> found.add("not ready: " + why));
    readings.failingOutputs().stream()
        .filter(
            output -> readings.notReady().stream().noneMatch(why -> why.contains("line output")))
        .forEach(output -> found.add("line output fails: " + output));
    if (readings.machine().throttled().orElse(false)) {
      found.add("slowed down: " + String.join("; ", readings.machine().throttledBy()));
    }
    readings
        .machine()
        .temperatureC()
        .ifPresent(
            degrees -> {
              if (degrees >= HOT_C) {
                found.add("hot: " + format("%.0f °C", degrees));
              }
            });
    readings
        .clock()
        .filter(clock -> clock.surelyMs() > APART_MS)
        .ifPresent(
            clock ->
                found.add(
                    "its clock and this hub's differ by "
                        + span(Math.abs(clock.hubAheadMs()))
                        + " ± "
                        + span(clock.uncertaintyMs())
                        + "; set both by NTP"));
    if (row.health().freeDiskBytes() < LITTLE_BYTES) {
      found.add("disk nearly full: " + format("%.0f MiB free", row.health().freeDiskBytes() / MIB));
    }
    return found.stream()
        .map(what -> Html.of("<p class=\"bad wide\" role=alert>{}: {}</p>", row.station(), what))
        .toList();
  }

  /** Milliseconds in the unit that people read. */
  private static String span(double ms) {
    double size = Math.abs(ms);
    if (size < 1_000) {
      return format(size < 10 ? "%.1f ms" : "%.0f ms", ms);
    }
    return size < 120_000 ? format("%.1f s", ms / 1_000) : format("%.0f min", ms / 60_000);
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
