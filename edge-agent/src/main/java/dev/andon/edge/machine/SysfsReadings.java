package dev.andon.edge.machine;

import dev.andon.wire.Readings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Temperature, load and throttling as Linux shows them in {@code /sys} and {@code /proc}. A file
 * that is not there is a reading that is not there. What only counts up (throttling of Intel's
 * processors, over-current events of Jetson boards) throttles for a minute after it was seen to
 * rise. Thread-safe.
 */
public final class SysfsReadings {
  private static final long RISEN_NANOS = 60_000_000_000L;

  /** Under-voltage, capped, throttled, soft limit: now, not ever (Raspberry Pi's firmware). */
  private static final int PI_NOW = 0xf;

  private final SmallFiles files;
  private final LongSupplier nanos;
  private final Map<Path, Counted> counted = new HashMap<>();
  private final Map<Path, Long> highest = new HashMap<>();

  private record Counted(long value, long risenNanos, boolean risen) {}

  /**
   * @param root {@code /}; another folder in tests
   * @param nanos monotonic
   */
  public SysfsReadings(Path root, LongSupplier nanos) {
    this.files = new SmallFiles(root);
    this.nanos = nanos;
  }

  /** What it says now; some twenty small files are read. */
  public synchronized Readings.Machine now() {
    Throttling throttling = new Throttling();
    coolingDevices(throttling);
    counters(throttling, "sys/devices/system/cpu", "cpu\\d+", "thermal_throttle", "_count");
    counters(throttling, "sys/class/hwmon", "hwmon\\d+", "", "_event_cnt");
    frequencies(throttling);
    raspberry(throttling);
    return new Readings.Machine(
        temperature(),
        load(),
        OptionalInt.of(Runtime.getRuntime().availableProcessors()),
        throttling.known ? Optional.of(!throttling.by.isEmpty()) : Optional.empty(),
        throttling.by);
  }

  /** What can throttle, and what does. */
  private static final class Throttling {
    private boolean known;
    private final List<String> by = new ArrayList<>();

    void saw(boolean throttles, String what) {
      known = true;
      if (throttles) {
        by.add(what);
      }
    }
  }

  private OptionalDouble temperature() {
    return files.folders("sys/class/thermal", "thermal_zone\\d+").stream()
        .map(zone -> files.number(zone.resolve("temp")))
        .flatMapToLong(OptionalLong::stream)
        .mapToDouble(thousandths -> thousandths / 1_000.0)
        // Sensors that are switched off say 0 K or the largest number that they can.
        .filter(degrees -> degrees > -60 && degrees < 200)
        .max();
  }

  private OptionalDouble load() {
    return files
        .text(files.at("proc/loadavg"))
        .map(text -> text.split(" ", 2)[0])
        .filter(first -> first.matches("\\d{1,6}(\\.\\d{1,3})?"))
        .map(first -> OptionalDouble.of(Double.parseDouble(first)))
        .orElseGet(OptionalDouble::empty);
  }

  /** A fan that turns slows nothing down. */
  private void coolingDevices(Throttling throttling) {
    for (Path device : files.folders("sys/class/thermal", "cooling_device\\d+")) {
      String type = files.text(device.resolve("type")).orElse("");
      OptionalLong now = files.number(device.resolve("cur_state"));
      OptionalLong most = files.number(device.resolve("max_state"));
      if (now.isPresent() && !type.toLowerCase(Locale.ROOT).contains("fan")) {
        throttling.saw(
            now.getAsLong() > 0,
            "cooling device %s at %d of %d"
                .formatted(shown(type), now.getAsLong(), most.orElse(0)));
      }
    }
  }

  private void counters(
      Throttling throttling, String parent, String pattern, String inner, String ending) {
    for (Path folder : files.folders(parent, pattern)) {
      for (Path file : files.files(folder.resolve(inner), ending)) {
        OptionalLong count = files.number(file);
        if (count.isPresent()) {
          throttling.saw(hasRisen(file, count.getAsLong()), name(folder) + " " + name(file));
        }
      }
    }
  }

  private boolean hasRisen(Path file, long value) {
    long now = nanos.getAsLong();
    Counted before = counted.getOrDefault(file, new Counted(value, now, false));
    Counted after = value > before.value() ? new Counted(value, now, true) : before;
    counted.put(file, after);
    return after.risen() && now - after.risenNanos() < RISEN_NANOS;
  }

  /** A cap that was higher since the start: power modes set one for good, heat takes it down. */
  private void frequencies(Throttling throttling) {
    for (Path policy : files.folders("sys/devices/system/cpu/cpufreq", "policy\\d+")) {
      OptionalLong cap = files.number(policy.resolve("scaling_max_freq"));
      if (cap.isPresent()) {
        long most = highest.merge(policy, cap.getAsLong(), Math::max);
        throttling.saw(
            cap.getAsLong() < most,
            "cpufreq %s capped to %d of %d MHz"
                .formatted(name(policy), cap.getAsLong() / 1_000, most / 1_000));
      }
    }
  }

  private void raspberry(Throttling throttling) {
    files
        .text(files.at("sys/devices/platform/soc/soc:firmware/get_throttled"))
        .filter(text -> text.matches("[0-9a-fA-F]{1,8}"))
        .map(text -> Integer.parseUnsignedInt(text, 16) & PI_NOW)
        .ifPresent(
            bits ->
                throttling.saw(bits != 0, "firmware says 0x%x (get_throttled)".formatted(bits)));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String shown(String type) {
    return type.isBlank() ? "without a name" : type;
  }
}
