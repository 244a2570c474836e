package dev.andon.edge.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.wire.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What machines show in their files: PCs, Jetson boards, Raspberry Pis, and those with none. */
final class SysfsReadingsTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path root;
  private final AtomicLong nanos = new AtomicLong();

  private SysfsReadings machine() {
    return new SysfsReadings(root, nanos::get);
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text + "\n");
  }

  @Test
  void a_machine_without_the_files_says_how_many_cores_it_has_and_no_more() {
    Readings.Machine said = machine().now();
    assertThat(said.temperatureC()).isEmpty();
    assertThat(said.load()).isEmpty();
    assertThat(said.throttled()).isEmpty();
    assertThat(said.cores()).hasValue(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void the_hottest_sensor_counts_and_those_that_sleep_do_not() throws IOException {
    write("sys/class/thermal/thermal_zone0/temp", "48500");
    write("sys/class/thermal/thermal_zone1/temp", "71250");
    write("sys/class/thermal/thermal_zone2/temp", "-256000");
    write("sys/class/thermal/thermal_zone3/temp", "");
    write("sys/class/thermal/thermal_zone10/temp", "2147483");
    Files.createDirectories(root.resolve("sys/class/thermal/thermal_zone4"));
    write("proc/loadavg", "1.25 0.80 0.60 2/345 6789");
    assertThat(machine().now().temperatureC()).hasValue(71.25);
    assertThat(machine().now().load()).hasValue(1.25);
  }

  @Test
  void a_cooling_device_that_works_throttles_and_a_fan_that_turns_does_not() throws IOException {
    write("sys/class/thermal/cooling_device0/type", "pwm-fan");
    write("sys/class/thermal/cooling_device0/cur_state", "3");
    assertThat(machine().now().throttled()).isEmpty();
    write("sys/class/thermal/cooling_device1/type", "cpu-throttle-alert");
    write("sys/class/thermal/cooling_device1/cur_state", "0");
    write("sys/class/thermal/cooling_device1/max_state", "7");
    assertThat(machine().now().throttled()).contains(false);
    write("sys/class/thermal/cooling_device1/cur_state", "3");
    assertThat(machine().now().throttledBy())
        .containsExactly("cooling device cpu-throttle-alert at 3 of 7");
  }

  @Test
  void a_counter_throttles_for_a_minute_after_it_rose_and_not_for_what_was_before_the_start()
      throws IOException {
    write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "12");
    write("sys/class/hwmon/hwmon2/oc1_event_cnt", "0");
    SysfsReadings machine = machine();
    assertThat(machine.now().throttled()).contains(false);
    write("sys/class/hwmon/hwmon2/oc1_event_cnt", "4");
    nanos.addAndGet(10 * SECOND);
    assertThat(machine.now().throttledBy()).containsExactly("hwmon2 oc1_event_cnt");
    nanos.addAndGet(59 * SECOND);
    assertThat(machine.now().throttled()).contains(true);
    nanos.addAndGet(2 * SECOND);
    assertThat(machine.now().throttled()).contains(false);
  }

  @Test
  void a_frequency_cap_throttles_when_it_comes_down_not_when_a_power_mode_has_set_it()
      throws IOException {
    String cap = "sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq";
    write(cap, "1190400");
    SysfsReadings machine = machine();
    assertThat(machine.now().throttled()).contains(false);
    write(cap, "729600");
    assertThat(machine.now().throttledBy())
        .containsExactly("cpufreq policy0 capped to 729 of 1190 MHz");
  }

  @Test
  void a_raspberry_says_what_is_now_and_not_what_has_ever_been() throws IOException {
    write("sys/devices/platform/soc/soc:firmware/get_throttled", "50000");
    assertThat(machine().now().throttled()).contains(false);
    write("sys/devices/platform/soc/soc:firmware/get_throttled", "50005");
    assertThat(machine().now().throttledBy()).containsExactly("firmware says 0x5 (get_throttled)");
  }
}
