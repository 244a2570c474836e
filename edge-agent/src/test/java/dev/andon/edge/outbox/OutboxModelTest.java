package dev.andon.edge.outbox;

import static dev.andon.edge.outbox.OutboxFixture.STATION;
import static dev.andon.edge.outbox.OutboxFixture.small;
import static dev.andon.edge.outbox.OutboxFixture.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.edge.outbox.SendQueue.Outgoing;
import dev.andon.wire.Escalation;
import dev.andon.wire.Lane;
import dev.andon.wire.Receipt;
import dev.andon.wire.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of a station: whatever happens in whatever order, each escalation stands in
 * exactly one state that its past allows, and the counters add up. The seed is in every message.
 */
class OutboxModelTest {
  private static final int HISTORIES = 2;
  private static final int STEPS = 100;
  private static final Map<RowState, Set<RowState>> NEXT =
      Map.of(
          RowState.QUEUED, EnumSet.allOf(RowState.class),
          RowState.SENT, EnumSet.allOf(RowState.class),
          RowState.RECEIPTED, EnumSet.of(RowState.RECEIPTED, RowState.DONE),
          RowState.DONE, EnumSet.of(RowState.DONE),
          RowState.REFUSED, EnumSet.complementOf(EnumSet.of(RowState.EVICTED)),
          RowState.EVICTED, EnumSet.of(RowState.EVICTED, RowState.RECEIPTED, RowState.DONE));

  private @TempDir Path folder;

  @Test
  void every_escalation_is_always_in_exactly_one_state_that_its_past_allows() {
    long first = new Random().nextLong(1_000_000);
    for (long seed = first; seed < first + HISTORIES; seed++) {
      new History(folder.resolve("s" + seed), seed).live();
    }
  }

  private static final class History {
    private final OutboxFixture fixture = new OutboxFixture();
    private final Path folder;
    private final long seed;
    private final Random random;
    private final Map<UUID, RowState> known = new HashMap<>();
    private final Set<UUID> undecided = new HashSet<>();
    private final Set<UUID> decided = new HashSet<>();
    private final List<UUID> ids = new ArrayList<>();
    private Outbox outbox;

    History(Path folder, long seed) {
      this.folder = folder;
      this.seed = seed;
      this.random = new Random(seed);
      this.outbox = open();
    }

    private Outbox open() {
      return Outbox.open(small(folder), STATION, fixture.clock);
    }

    void live() {
      for (int step = 0; step < STEPS; step++) {
        step();
        if (step % 10 == 9) {
          check(step);
        }
      }
      outbox.close();
    }

    private void step() {
      switch (random.nextInt(13)) {
        case 0, 1, 2, 3 -> capture();
        case 4, 5 -> take(random.nextBoolean() ? Lane.LIVE : Lane.REPLAY);
        case 6 -> outbox.queue().receipt(new Receipt(any(), outcome()));
        case 7 -> outbox.verdicts().store(verdict(any(), new Verdict.Pass(), false));
        case 8 ->
            outbox
                .verdicts()
                .store(
                    verdict(
                        any(),
                        new Verdict.Inconclusive(Verdict.Reason.PROVIDER_UNREACHABLE),
                        true));
        case 9 -> outbox.queue().requeueAll();
        case 10 -> {
          fixture.clock.move(random.nextInt(5_000) - 1_000);
          outbox.queue().demote(OutboxFixture.BOOT, random.nextLong(4_000_000_000L));
        }
        case 11 -> decide(any());
        default -> restart();
      }
    }

    private void capture() {
      Escalation escalation = fixture.escalation(1 + random.nextInt(200_000), 0);
      outbox
          .frames()
          .escalate(
              fixture.seen(escalation.sequence()),
              escalation,
              Priority.BAND,
              Optional.of(fixture.open(escalation)));
      undecided.add(escalation.id());
      ids.add(escalation.id());
      known.put(escalation.id(), RowState.QUEUED);
    }

    private void decide(UUID id) {
      boolean first = outbox.actuations().intend(new Intent(id, "hold", "timeout"));
      assertThat(first).as("seed %d: %s", seed, id).isEqualTo(decided.add(id));
      undecided.remove(id);
    }

    private void take(Lane lane) {
      outbox.queue().take(lane).map(Outgoing::escalation).ifPresent(this::mustBeOpen);
    }

    private void mustBeOpen(Escalation taken) {
      assertThat(known.get(taken.id()))
          .as("seed %d: %s is taken", seed, taken.id())
          .isNotIn(RowState.RECEIPTED, RowState.DONE, RowState.EVICTED);
      assertThat(taken.image().intact()).as("seed %d", seed).isTrue();
    }

    private Receipt.Outcome outcome() {
      return switch (random.nextInt(3)) {
        case 0 -> new Receipt.Stored(random.nextBoolean());
        case 1 -> new Receipt.Deferred("busy", "later", random.nextInt(3_000));
        default -> new Receipt.Refused("key_expired", "no");
      };
    }

    private UUID any() {
      return ids.isEmpty() || random.nextInt(20) == 0
          ? new UUID(0, random.nextLong())
          : ids.get(random.nextInt(ids.size()));
    }

    private void restart() {
      outbox.close();
      outbox = open();
    }

    private void check(int step) {
      try (OutboxAudit audit = OutboxAudit.open(small(folder).file())) {
        List<OutboxAudit.Row> rows = audit.rows();
        String where = "seed " + seed + ", step " + step;
        assertThat(outbox.undecided())
            .as(where)
            .extracting(Undecided::id)
            .containsExactlyInAnyOrderElementsOf(undecided);
        assertThat(rows).as(where).extracting(OutboxAudit.Row::id).containsExactlyElementsOf(ids);
        for (OutboxAudit.Row row : rows) {
          checkRow(where, row);
        }
        long pictures = rows.stream().filter(OutboxAudit.Row::pictureKept).count();
        assertThat(pictures).as(where).isLessThanOrEqualTo(small(folder).maxRows());
        assertThat(audit.counters().of(DurableCounters.Name.ESCALATED))
            .as(where)
            .isEqualTo(ids.size());
        long done = rows.stream().filter(row -> row.state() == RowState.DONE).count();
        assertThat(audit.counters().of(DurableCounters.Name.VERDICTS)).as(where).isEqualTo(done);
      }
      assertThat(outbox.queue().waiting().bytes()).isLessThanOrEqualTo(small(folder).maxBytes());
    }

    private void checkRow(String where, OutboxAudit.Row row) {
      RowState before = known.put(row.id(), row.state());
      assertThat(NEXT.get(before)).as(where + ": " + before + " before").contains(row.state());
      boolean open = row.state() == RowState.QUEUED || row.state() == RowState.SENT;
      if (row.state() != RowState.REFUSED) {
        assertThat(row.pictureKept()).as(where + ": " + row).isEqualTo(open);
      }
      assertThat(row.finalVerdict()).as(where).isEqualTo(row.state() == RowState.DONE);
    }
  }
}
