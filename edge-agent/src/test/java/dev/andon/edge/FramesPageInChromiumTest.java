package dev.andon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.fixtures.Drawn;
import dev.andon.vision.PhotographicNoise;
import dev.andon.vision.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The last frames and the status page in a browser. Pictures of them are left in {@code
 * target/frames-page}.
 */
@Tag("chromium")
@Timeout(180)
@SuppressWarnings("NullAway.Init") // set before each test
final class FramesPageInChromiumTest {
  private static final Path SHOTS =
      Path.of(System.getProperty("andon.root"), "edge-agent/target/frames-page");

  @TempDir Path folder;
  private EnrolStation station;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    station = new EnrolStation(folder);
    browser = new Browser(folder);
    Random random = new Random(3);
    for (int i = 0; i < 4; i++) {
      try (Picture part = Drawn.part(640, 480);
          Picture bad = Drawn.marked(part, 60 + 90 * i, 250, 24, 250, 250, 250)) {
        station.judge("top", PhotographicNoise.of(bad, random));
      }
    }
    station.judge("top", Drawn.grey(640, 480));
  }

  @AfterEach
  void stop() {
    browser.close();
    station.close();
  }

  private void enter() throws Exception {
    browser.open("http://127.0.0.1:" + station.port() + "/frames");
    browser.awaitText("operator token");
    shots("1-token");
    browser.run("document.querySelector('[name=token]').value='" + EnrolStation.TOKEN + "'");
    browser.run("document.forms[0].requestSubmit()");
    browser.awaitText("asked the hub");
    browser.awaitTrue("[...document.images].every(i => i.complete && i.naturalWidth > 0)");
  }

  @Test
  void a_line_engineer_sees_the_last_frames_and_tests_the_next_one() throws Exception {
    browser.size(1280, 900, false);
    enter();
    assertThat(Integer.parseInt(browser.run("document.querySelectorAll('rect').length")))
        .isPositive();
    shots("2-frames");
    browser.run("document.forms[0].requestSubmit()");
    try (Picture part = Drawn.part(640, 480)) {
      station.judge("top", PhotographicNoise.of(part, new Random(9)));
    }
    browser.awaitText("Test: would ask the hub");
    shots("3-test");
    browser.open("http://127.0.0.1:" + station.port() + "/");
    browser.awaitText("frames judged a second");
    shots("4-status");
  }

  @Test
  void nothing_of_the_page_runs_over_the_edge_of_a_phone() throws Exception {
    enter();
    browser.size(420, 844, false);
    assertThat(browser.run("document.documentElement.scrollWidth")).isEqualTo("420");
    browser.open("http://127.0.0.1:" + station.port() + "/");
    browser.awaitText("frames judged a second");
    assertThat(browser.run("document.documentElement.scrollWidth")).isEqualTo("420");
  }

  private void shots(String name) throws IOException {
    Files.createDirectories(SHOTS);
    browser.size(420, 844, false);
    browser.screenshot(SHOTS.resolve(name + "-phone.png"));
    browser.size(420, 844, true);
    browser.screenshot(SHOTS.resolve(name + "-phone-dark.png"));
    browser.size(1280, 900, true);
    browser.screenshot(SHOTS.resolve(name + "-dark.png"));
    browser.size(1280, 900, false);
    browser.screenshot(SHOTS.resolve(name + ".png"));
  }
}
