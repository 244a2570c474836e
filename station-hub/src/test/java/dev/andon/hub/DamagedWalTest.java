package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.hub.store.Damage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hub that was killed, and whose write-ahead log a dying disk damaged then. Everything that was
 * written since the start may be in that log alone.
 */
@Tag("kills")
@Timeout(180)
final class DamagedWalTest {
  private static final Pattern READY = Pattern.compile("hub ready at (http://\\S+)");

  /** SQLite's file format 4.1 and 4.2. */
  private static final int WAL_HEADER = 32;

  private static final int FRAME = 24 + 4_096;

  @TempDir Path folder;
  private final TestingProvider provider = new TestingProvider();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Random random = new Random(67);
  private int starts;

  @AfterEach
  void stop() {
    client.close();
    provider.close();
  }

  /** What happens to {@code hub.db-wal} or {@code hub.db-shm}. */
  enum Fate {
    TORN_IN_ITS_LAST_FRAME {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        cut(wal, Files.size(wal) - 1_000);
      }
    },
    WITHOUT_ITS_SECOND_HALF {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        Damage.cut(wal, 0.5);
      }
    },
    PAGE_FLIPPED_IN_THE_MIDDLE {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        long frames = (Files.size(wal) - WAL_HEADER) / FRAME;
        Damage.overwrite(wal, WAL_HEADER + frames / 2 * FRAME + 24, 4_096, random);
      }
    },
    HEADER_BROKEN {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        Damage.overwrite(wal, 0, WAL_HEADER, random);
      }
    },
    GONE {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        Files.delete(wal);
      }
    },
    LONGER_BY_NOISE {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        Damage.overwrite(wal, Files.size(wal), 3 * FRAME + 100, random);
      }
    },
    ITS_INDEX_FULL_OF_NOISE {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        Damage.overwrite(shm, 0, (int) Files.size(shm), random);
      }
    },
    ITS_INDEX_GONE {
      @Override
      void befall(Path wal, Path shm, Random random) throws IOException {
        Files.delete(shm);
      }
    };

    abstract void befall(Path wal, Path shm, Random random) throws IOException;

    private static void cut(Path file, long size) throws IOException {
      try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Fate.class)
  void a_cap_that_is_used_up_stays_used_up_whatever_befalls_the_log_of_a_killed_hub(Fate fate)
      throws Exception {
    Process first = start();
    int paid;
    try {
      paid = askUntilRefused(address(first));
      assertThat(paid).isPositive();
      await().atMost(Duration.ofSeconds(20)).until(() -> copied() >= paid);
    } finally {
      kill(first);
    }
    Path data = folder.resolve("data");
    fate.befall(data.resolve("hub.db-wal"), data.resolve("hub.db-shm"), random);
    Process second = start();
    try {
      assertThat(askUntilRefused(address(second))).as("paid again after the damage").isZero();
      assertThat(provider.bodies).hasSize(paid);
    } finally {
      kill(second);
    }
  }

  /** Room for some calls of nine millionths; each life has a log file of its own. */
  private Process start() throws IOException {
    Files.writeString(folder.resolve("prices.yaml"), TestingHub.PRICES);
    Path yaml =
        Files.writeString(
            folder.resolve("hub.yaml"),
            TestingHub.yaml(provider.url()).replace("daily_eur: 1", "daily_eur: 0.000200"));
    starts++;
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
                java.toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "dev.andon.hub.HubMain",
                "hub",
                "--config",
                yaml.toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  private Path log() {
    return folder.resolve("hub-" + starts + ".log");
  }

  /** As the operating system would: no shutdown hook runs. */
  private static void kill(Process hub) throws InterruptedException {
    hub.destroyForcibly().waitFor();
  }

  private String address(Process hub) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> ready(hub), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<String> ready(Process hub) {
    try {
      List<String> lines = Files.readAllLines(log());
      assertThat(hub.isAlive()).as(lines.toString()).isTrue();
      return lines.stream()
          .map(READY::matcher)
          .filter(Matcher::find)
          .map(found -> found.group(1))
          .findFirst();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** How many ledger entries the second copy of the spend has; it follows within a second. */
  private long copied() {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/spend.db"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT MAX(ledger_id) FROM copied")) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException notYet) {
      return 0;
    }
  }

  private int askUntilRefused(String address) throws IOException, InterruptedException {
    int answered = 0;
    while (answered < 100 && ask(address).statusCode() == 200) {
      answered++;
    }
    return answered;
  }

  private HttpResponse<String> ask(String address) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
            .header("Authorization", "Bearer vk_demo")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"model":"openai/gpt-4o-mini","max_tokens":50,
                     "messages":[{"role":"user","content":"Hello"}]}"""))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
