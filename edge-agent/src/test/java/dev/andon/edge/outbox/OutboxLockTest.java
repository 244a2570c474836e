package dev.andon.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OutboxLockTest {
  private final OutboxFixture fixture = new OutboxFixture();
  private @TempDir Path folder;

  private Outbox open(Path in) {
    return Outbox.open(OutboxFixture.small(in), OutboxFixture.STATION, fixture.clock);
  }

  @Test
  void a_second_opening_in_one_process_does_not_let_another_process_in() throws Exception {
    try (Outbox first = open(folder)) {
      assertThatThrownBy(() -> open(folder)).hasMessageContaining("is used by another agent");
      assertThat(inAnotherProcess()).isEqualTo("in use");
      fixture.stored(first, 100);
    }
    assertThat(inAnotherProcess()).isEqualTo("opened");
  }

  @Test
  void the_same_file_under_another_name_is_refused_too() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path other = Files.createSymbolicLink(folder.resolve("other"), data);
    try (Outbox first = open(data)) {
      assertThatThrownBy(() -> open(other)).hasMessageContaining("is used by another agent");
      fixture.stored(first, 100);
    }
    open(other).close();
  }

  private String inAnotherProcess() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isZero();
    return said.strip();
  }

  /** Another agent. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      OutboxFixture fixture = new OutboxFixture();
      try (Outbox outbox =
          Outbox.open(
              OutboxFixture.small(Path.of(args[0])), OutboxFixture.STATION, fixture.clock)) {
        outbox.counters();
        System.out.println("opened");
      } catch (OutboxException refused) {
        System.out.println(refused.kind() == OutboxException.Kind.IN_USE ? "in use" : refused);
      }
    }
  }
}
