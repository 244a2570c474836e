package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, with the browser's own rules about cookies. */
@Tag("chromium")
@SuppressWarnings("NullAway.Init") // set before each test
final class PageInChromiumTest {
  private static final String REFUSED = "needs the hub's admin token";

  @TempDir Path folder;
  private StationHub hub;

  @BeforeEach
  void start() {
    hub = TestingHub.start(folder, "plant: {id: plant-1}\nhttp: {port: 0}\n");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void the_link_with_the_token_opens_the_page_for_one_session() throws Exception {
    assertThat(shown(hub.address() + "/")).contains(REFUSED);
    assertThat(shown(hub.pageAddress())).contains("Plant plant-1").doesNotContain(REFUSED);
    assertThat(shown(hub.address() + "/")).as("another session").contains(REFUSED);
  }

  @Test
  void the_link_with_another_token_opens_nothing() throws Exception {
    assertThat(shown(hub.address() + "/?token=0123456789abcdef")).contains(REFUSED);
  }

  /** The document after redirects. */
  private String shown(String address) throws Exception {
    Path document = Files.createTempFile(folder, "page", ".html");
    Process browser =
        new ProcessBuilder(
                List.of(
                    "chromium",
                    "--headless",
                    "--disable-gpu",
                    "--no-sandbox",
                    "--user-data-dir=" + folder.resolve("browser"),
                    "--dump-dom",
                    address))
            .redirectOutput(document.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean ended = browser.waitFor(60, TimeUnit.SECONDS);
    browser.destroyForcibly();
    assertThat(ended).as("chromium ended by itself").isTrue();
    return Files.readString(document);
  }
}
