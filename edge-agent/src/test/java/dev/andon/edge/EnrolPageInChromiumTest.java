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
 * The page on which golden frames are made, in a browser, with the browser's own rules about forms,
 * cookies and origins. Pictures of it are left in {@code target/enrol-page}.
 */
@Tag("chromium")
@Timeout(180)
@SuppressWarnings("NullAway.Init") // set before each test
final class EnrolPageInChromiumTest {
  private static final Path SHOTS =
      Path.of(System.getProperty("andon.root"), "edge-agent/target/enrol-page");

  @TempDir Path folder;
  private EnrolStation station;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    station = new EnrolStation(folder);
    browser = new Browser(folder);
    Random random = new Random(3);
    for (int i = 0; i < 11; i++) {
      try (Picture part = Drawn.part(640, 480)) {
        station.show("top", PhotographicNoise.of(part, random));
      }
    }
    try (Picture part = Drawn.part(640, 480);
        Picture bad = Drawn.marked(part, 420, 250, 24, 250, 250, 250)) {
      station.show("top", PhotographicNoise.of(bad, random));
    }
    station.show("top", Drawn.grey(640, 480));
  }

  @AfterEach
  void stop() {
    browser.close();
    station.close();
  }

  @Test
  void a_line_engineer_enters_the_token_ticks_and_sees_what_the_view_finds_unusual()
      throws Exception {
    browser.size(1000, 900, false);
    browser.open("http://127.0.0.1:" + station.port() + "/enrol");
    browser.awaitText("operator token");
    shots("1-token");

    browser.run("document.querySelector('[name=token]').value='" + EnrolStation.TOKEN + "'");
    browser.run("document.forms[0].requestSubmit()");
    browser.awaitText("the last 13 pictures");
    assertThat(browser.run("document.querySelectorAll('input:checked').length")).isEqualTo("11");
    browser.awaitTrue("[...document.images].every(i => i.complete && i.naturalWidth > 0)");
    shots("2-choose");

    browser.run("[...document.querySelectorAll('button')].at(-1).click()");
    browser.awaitText("flange/top has 11 golden frames");
    browser.awaitTrue("[...document.images].every(i => i.complete && i.naturalWidth > 0)");
    assertThat(browser.run("document.images.length")).isEqualTo("3");
    shots("3-result");

    browser.open("http://127.0.0.1:" + station.port() + "/");
    browser.awaitText("Golden frames: flange/top: 11 golden frames");
    shots("4-status");
  }

  @Test
  void nothing_of_a_page_runs_over_the_edge_of_a_phone() throws Exception {
    browser.size(390, 844, false);
    browser.open("http://127.0.0.1:" + station.port() + "/enrol");
    browser.awaitText("operator token");
    browser.run("document.querySelector('[name=token]').value='" + EnrolStation.TOKEN + "'");
    browser.run("document.forms[0].requestSubmit()");
    browser.awaitText("the last 13 pictures");
    assertThat(browser.run("document.documentElement.scrollWidth")).isEqualTo("390");
  }

  @Test
  void a_page_of_another_origin_makes_no_golden_frames_even_with_the_token() throws Exception {
    Path page =
        Files.writeString(
            folder.resolve("evil.html"),
            """
            <form method=post action="http://127.0.0.1:%d/enrol"><input name=do value=open>
            <input name=token value=%s></form><script>document.forms[0].submit()</script>
            """
                .formatted(station.port(), EnrolStation.TOKEN));
    browser.open(page.toUri().toString());
    browser.awaitText("A page of another origin may not change anything here.");
  }

  private void shots(String name) throws IOException {
    Files.createDirectories(SHOTS);
    browser.size(390, 844, false);
    browser.screenshot(SHOTS.resolve(name + "-phone.png"));
    browser.size(1000, 900, true);
    browser.screenshot(SHOTS.resolve(name + "-dark.png"));
    browser.size(1000, 900, false);
    browser.screenshot(SHOTS.resolve(name + ".png"));
  }
}
