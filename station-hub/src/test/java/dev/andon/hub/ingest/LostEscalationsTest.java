package dev.andon.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.request.RequestId;
import dev.andon.hub.store.Damage;
import dev.andon.hub.store.Store;
import dev.andon.hub.store.StoreSettings;
import dev.andon.wire.Box;
import dev.andon.wire.Escalation;
import dev.andon.wire.Image;
import dev.andon.wire.Lane;
import dev.andon.wire.ModelVersion;
import dev.andon.wire.Region;
import dev.andon.wire.Stamp;
import dev.andon.wire.StationId;
import dev.andon.wire.UuidV7;
import dev.andon.wire.Verdict;
import dev.andon.wire.VerdictMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Escalations whose rows were lost with a damaged file. */
final class LostEscalationsTest {
  private static final StationId STATION = StationId.parse("plant-1/line-1/cam-1");
  private static final int MANY = 300;

  @TempDir Path folder;
  private final Random random = new Random(5);
  private final UuidV7 ids = new UuidV7(Clock.systemUTC(), random);

  @Test
  void all_of_them_are_cases_again_once_the_file_is_gone() throws IOException {
    List<UUID> received = receive();
    Files.delete(books());
    try (Opened files = new Opened()) {
      assertThat(files.lost().takeUp(false)).isEqualTo(MANY);
      assertThat(files.escalations.queued())
          .extracting(EscalationStore.Case::id)
          .containsAll(received);
      assertThat(files.lost().takeUp(true)).as("a second time").isZero();
    }
  }

  @Test
  void those_on_a_broken_page_are_cases_again_and_the_others_stay() throws IOException {
    List<UUID> received = receive();
    assertThat(Damage.leaves(books(), "escalation", 3, random)).isPositive();
    try (Opened files = new Opened()) {
      assertThat(files.lost().takeUp(true)).isBetween(1, MANY - 1);
      assertThat(files.escalations.queued())
          .extracting(EscalationStore.Case::id)
          .containsAll(received);
    }
  }

  @Test
  void the_next_run_has_a_request_id_of_its_own_so_that_nothing_is_booked_twice()
      throws IOException {
    UUID one = receive().getFirst();
    Files.delete(books());
    try (Opened files = new Opened()) {
      files.lost().takeUp(true);
      EscalationStore.Run run =
          ((EscalationStore.Begun.Started) files.escalations.begin(one, ids::next, 0)).run();
      assertThat(run.request().uuid()).isNotEqualTo(one);
      assertThat(run.interrupted()).extracting(RequestId::uuid).containsExactly(one);
    }
  }

  @Test
  void one_whose_final_verdict_is_still_there_is_not_judged_again() throws IOException {
    UUID decided;
    try (Opened files = new Opened()) {
      decided = files.receive().id();
      files.decide(decided);
      files.books.write(tx -> tx.update("DELETE FROM escalation"));
    }
    try (Opened files = new Opened()) {
      assertThat(files.lost().takeUp(true)).isZero();
      assertThat(files.escalations.byState().get("decided")).containsExactly(decided);
    }
  }

  @Test
  void one_that_is_decided_and_has_lost_its_verdict_is_judged_again() throws IOException {
    try (Opened files = new Opened()) {
      UUID decided = files.receive().id();
      files.decide(decided);
      files.books.write(tx -> tx.update("DELETE FROM verdict"));
      assertThat(files.lost().takeUp(true)).isEqualTo(1);
      assertThat(files.escalations.queued())
          .extracting(EscalationStore.Case::id)
          .containsExactly(decided);
    }
  }

  private List<UUID> receive() {
    List<UUID> received = new ArrayList<>();
    try (Opened files = new Opened()) {
      for (int i = 0; i < MANY; i++) {
        received.add(files.receive().id());
      }
    }
    return received;
  }

  private Path books() {
    return folder.resolve("hub.db");
  }

  private final class Opened implements AutoCloseable {
    private final Store books = store("hub.db", Ingest.MIGRATIONS);
    private final Store evidence = store("evidence.db", EvidenceStore.MIGRATIONS);
    private final EvidenceStore seen = new EvidenceStore(evidence, Clock.systemUTC());
    private final EscalationStore escalations = new EscalationStore(books);

    private Store store(String name, List<dev.andon.hub.store.Migration> schema) {
      return Store.open(
          StoreSettings.of(folder.resolve(name)).withDurability(StoreSettings.Durability.OFF),
          schema,
          Clock.systemUTC());
    }

    LostEscalations lost() {
      return new LostEscalations(books, seen);
    }

    Escalation receive() {
      Escalation escalation = escalation();
      seen.keep(escalation);
      escalations.take(escalation, Clock.systemUTC().millis());
      return escalation;
    }

    void decide(UUID id) {
      EscalationStore.Run run =
          ((EscalationStore.Begun.Started) escalations.begin(id, ids::next, 0)).run();
      VerdictMessage verdict =
          new VerdictMessage(
              id,
              new Verdict.Pass(),
              false,
              false,
              VerdictMessage.AnsweredBy.PROVIDER,
              "openai/gpt-4o-mini",
              9,
              "EUR",
              run.request().uuid(),
              Instant.ofEpochMilli(1_000));
      assertThat(escalations.end(escalations.find(id).orElseThrow(), run, "answered", verdict, 0))
          .isTrue();
    }

    @Override
    public void close() {
      evidence.close();
      books.close();
    }
  }

  private Escalation escalation() {
    byte[] bytes = new byte[200];
    random.nextBytes(bytes);
    return new Escalation(
        ids.next(),
        STATION,
        1,
        new Stamp(UUID.randomUUID(), Instant.EPOCH, 0),
        0,
        Lane.REPLAY,
        "part-1",
        "bracket",
        "top",
        new ModelVersion("student", "1", "andon-pre-1"),
        List.of(new Region(0, new Box(0, 0, 1, 1), List.of(), new float[0])),
        Image.of("image/png", new Box(0, 0, 1, 1), bytes));
  }
}
