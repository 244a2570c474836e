package dev.andon.sandbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What processes have used, from Linux's {@code /proc}.
 *
 * @param cpuMs user and system time of all of them, in milliseconds
 * @param rssMb resident memory of all of them, in MB
 */
public record Footprint(long cpuMs, long rssMb) {
  /** Linux counts in hundredths of a second on every machine Andon runs on. */
  private static final int MS_PER_TICK = 10;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** The process and its children. */
  public static Footprint of(ProcessHandle process) throws IOException {
    long cpu = 0;
    long rss = 0;
    List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
    for (ProcessHandle one : all) {
      Path proc = Path.of("/proc", Long.toString(one.pid()));
      if (Files.exists(proc)) {
        cpu += ticks(Files.readString(proc.resolve("stat"))) * MS_PER_TICK;
        rss += rssKb(Files.readAllLines(proc.resolve("status")));
      }
    }
    return new Footprint(cpu, rss / 1024);
  }

  /** The name in brackets may hold spaces, so fields are counted behind it. */
  private static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
  }

  private static long rssKb(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}
