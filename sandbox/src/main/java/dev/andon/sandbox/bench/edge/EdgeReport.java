package dev.andon.sandbox.bench.edge;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** All figures of a run, for machines and for people. */
record EdgeReport(String machine, List<EdgeFigure> figures) {
  EdgeReport {
    figures = List.copyOf(figures);
  }

  /** What a reader must know of the machine, now. */
  static String ofThisMachine() {
    return String.format(
        Locale.ROOT,
        "%d processors (%s), load average %.1f",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("figures", figures.stream().map(EdgeFigure::json).toList());
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
  }

  String table() {
    StringBuilder table = new StringBuilder(machine).append("\n\n").append(EdgeFigure.TABLE_HEAD);
    figures.forEach(figure -> table.append(figure.tableLine()));
    return table.toString();
  }

  /** Names of those whose floors are broken. */
  List<String> broken() {
    return figures.stream().filter(EdgeFigure::broken).map(EdgeFigure::name).toList();
  }

  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("edge.json"), json());
    Files.writeString(folder.resolve("edge.md"), table());
  }
}
