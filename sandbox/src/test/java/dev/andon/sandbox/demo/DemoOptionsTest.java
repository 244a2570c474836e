package dev.andon.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.sandbox.SandboxMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

  private final StringWriter errors = new StringWriter();

  @Test
  void an_interval_is_written_as_begin_and_length_in_seconds() {
    assertThat(Interval.parse("5:2.5"))
        .isEqualTo(new Interval(Duration.ofSeconds(5), Duration.ofMillis(2500)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5:", ":3", "a:b", "-1:3", "1:0", "1:2:3", "99999999:1"})
  void any_other_text_is_refused(String text) {
    assertThatThrownBy(() -> Interval.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrong_options_end_with_status_2_and_name_the_option() {
    assertThat(run("--stations", "0")).isEqualTo(2);
    assertThat(run("--stations", "2", "--lines", "3")).isEqualTo(2);
    assertThat(run("--frames", "/no/such/folder")).isEqualTo(2);
    assertThat(run("--truth", "truth.csv")).isEqualTo(2);
    assertThat(run("--cut-link", "now")).isEqualTo(2);
    assertThat(run("--seconds", "-1")).isEqualTo(2);
    assertThat(errors.toString())
        .contains("--stations must be 1 to 64, not 0")
        .contains("--lines must be 1 to 2, not 3")
        .contains("/no/such/folder")
        .contains("--truth goes with --frames")
        .contains("AT:FOR")
        .contains("--seconds must be above 0");
  }

  private int run(String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "demo";
    System.arraycopy(options, 0, all, 1, options.length);
    return SandboxMain.commandLine().setErr(new PrintWriter(errors)).execute(all);
  }
}
