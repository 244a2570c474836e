package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.fixtures.Drawn;
import dev.andon.fixtures.TinyModel;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class BankWatchTest {
  private static final ViewKey VIEW = new ViewKey("v1", "top");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-28T09:41:12Z"));

  @TempDir private Path folder;
  private final TriageModel model = TinyModel.load();
  private final ReferenceBank bank = new ReferenceBank();

  @AfterEach
  void close() {
    model.close();
  }

  private BankFiles files() {
    return new BankFiles(folder, model.version());
  }

  private BankWatch watch() {
    return BankWatch.start(folder, files(), bank, CLOCK);
  }

  private ReferenceView view(ViewKey key, int side, int frames) throws Exception {
    try (Picture part = Drawn.part(side, side)) {
      return new Enrolment(model, Layout.GRID, 2, new Random(1))
          .enrol(key, Collections.nCopies(frames, part));
    }
  }

  @Test
  void a_view_enrolled_while_the_station_runs_is_taken_up_without_a_restart() throws Exception {
    try (BankWatch watch = watch()) {
      assertThat(bank.keys()).isEmpty();
      files().save(view(VIEW, 320, 2));
      await().until(() -> bank.find(VIEW).isPresent());
      assertThat(watch.says())
          .containsExactly(
              "v1/top: 2 golden frames, lying over one another, taken up at 09:41:12 UTC");
    }
  }

  @Test
  void a_look_takes_up_a_replaced_view_before_it_returns() throws Exception {
    files().save(view(VIEW, 320, 2));
    try (BankWatch watch = watch()) {
      files().save(view(VIEW, 320, 3));
      watch.look();
      assertThat(bank.find(VIEW)).hasValueSatisfying(v -> assertThat(v.golden()).hasSize(3));
    }
  }

  @Test
  void a_file_that_is_still_being_copied_leaves_the_view_as_it_was() throws Exception {
    Path file = files().save(view(VIEW, 320, 2));
    byte[] whole = Files.readAllBytes(file);
    try (BankWatch watch = watch()) {
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      watch.look();
      assertThat(bank.find(VIEW)).isPresent();
      Files.write(file, new byte[0]);
      watch.look();
      assertThat(bank.find(VIEW)).isPresent();
      Path next = files().save(view(VIEW, 320, 4));
      assertThat(next).isEqualTo(file);
      watch.look();
      assertThat(bank.find(VIEW)).hasValueSatisfying(v -> assertThat(v.golden()).hasSize(4));
    }
  }

  @Test
  void a_view_whose_file_is_gone_is_asked_about_again() throws Exception {
    ViewKey side = new ViewKey("v1", "side");
    files().save(view(side, 320, 1));
    Path file = files().save(view(VIEW, 320, 2));
    try (BankWatch watch = watch()) {
      Files.delete(file);
      watch.look();
      assertThat(bank.keys()).containsExactly(side);
      assertThat(watch.says()).singleElement().asString().startsWith("v1/side: 1 golden");
    }
  }

  @Test
  void a_folder_that_goes_away_ends_nothing() throws Exception {
    Path file = files().save(view(VIEW, 320, 1));
    try (BankWatch watch = watch()) {
      Files.delete(file);
      Files.delete(folder);
      watch.look();
      assertThat(bank.keys()).isEmpty();
      files().save(view(VIEW, 320, 1));
      await().until(() -> bank.find(VIEW).isPresent());
    }
  }

  @Test
  void frames_are_judged_while_their_bank_is_replaced_again_and_again() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger judged = new AtomicInteger();
    ReferenceView[] views = {
      view(VIEW, 320, 1), view(VIEW, 320, 3), view(VIEW, 480, 2),
    };
    try (BankWatch watch = watch();
        GridTriager triager =
            new GridTriager(
                model, Layout.GRID, bank, new TriagePolicy(model.bundle().manifest(), List.of()));
        Picture part = Drawn.part(320, 320)) {
      CompletableFuture<Void> frames =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  judge(triager, part);
                  judged.incrementAndGet();
                }
              });
      for (int i = 0; i < 60; i++) {
        Path file = files().save(views[i % views.length]);
        watch.look();
        if (i % 10 == 9) {
          remove(file);
          watch.look();
        }
      }
      int before = judged.get();
      await().until(() -> judged.get() > before || frames.isDone());
      stop.set(true);
      frames.join();
    }
  }

  private static void remove(Path file) throws IOException {
    Files.delete(file);
  }

  private static void judge(GridTriager triager, Picture part) {
    try {
      triager.triage(part, VIEW);
      assertThat(triager.standing()).isEmpty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
