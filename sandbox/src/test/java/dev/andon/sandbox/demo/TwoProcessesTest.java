package dev.andon.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.OutboxAudit;
import dev.andon.fixtures.FreePort;
import dev.andon.fixtures.MosquittoProcess;
import dev.andon.hub.HubMain;
import dev.andon.sandbox.audit.AuditedHub;
import dev.andon.sandbox.audit.HubRow;
import dev.andon.sandbox.audit.OutboxFiles;
import dev.andon.sandbox.audit.OutboxRow;
import dev.andon.sandbox.provider.ScriptedPrices;
import dev.andon.sandbox.provider.ScriptedProvider;
import dev.andon.sandbox.provider.TruthBook;
import dev.andon.sandbox.scenes.PartOutline;
import dev.andon.sandbox.scenes.SceneStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agent and hub as processes of their own, with mosquitto between them. */
@Tag("mosquitto")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class TwoProcessesTest {

  private static final int FRAMES = 80;

  @TempDir Path folder;

  private int brokerPort;
  private ScriptedProvider provider;

  @BeforeEach
  void draw() throws IOException {
    brokerPort = FreePort.take();
    provider =
        new ScriptedProvider(
            0,
            new TruthBook(),
            ScriptedPrices.typical(),
            InstantSource.system(),
            new SplittableRandom(1));
    Path frames = Files.createDirectories(folder.resolve("frames"));
    SceneStream stream = new SceneStream(PartOutline.PLATE, PartOutline.View.TOP, 0.5, 3);
    for (int i = 0; i < FRAMES; i++) {
      Files.write(frames.resolve("frame-%04d.jpg".formatted(i)), stream.next().jpeg());
    }
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void a_broker_killed_in_the_middle_costs_no_escalation_and_no_double_charge() throws Exception {
    MosquittoProcess broker = mosquitto();
    broker.start();
    try (Child hub = hub();
        Child agent = agent()) {
      await()
          .atMost(120, TimeUnit.SECONDS)
          .until(() -> failIfDead(hub, agent) && escalationsAtHub() >= 10);
      broker.kill();
      long before = escalationsAtHub();
      assertThat(before).as("the middle").isLessThan(FRAMES);
      await().atMost(60, TimeUnit.SECONDS).until(() -> outboxRows().size() > before);
      broker.start();

      assertThat(agent.exit(180)).as(agent.output()).isZero();
      reconcile();
    } finally {
      broker.close();
    }
  }

  private void reconcile() {
    List<OutboxRow> rows = outboxRows();
    Set<UUID> captured = rows.stream().map(OutboxRow::id).collect(Collectors.toSet());
    try (OutboxAudit outbox = OutboxAudit.open(outbox())) {
      assertThat(outbox.counters().of(DurableCounters.Name.FRAMES)).isEqualTo(FRAMES);
      assertThat(outbox.counters().of(DurableCounters.Name.ESCALATED)).isEqualTo(captured.size());
    }
    assertThat(captured).hasSize(FRAMES);
    assertThat(rows).allMatch(OutboxRow::finalVerdict);
    try (AuditedHub hub = AuditedHub.open(hubFile())) {
      List<HubRow> stored = hub.escalations();
      assertThat(stored).extracting(HubRow::id).containsExactlyInAnyOrderElementsOf(captured);
      assertThat(stored).allMatch(row -> row.verdict().isPresent());
      assertThat(hub.spendByLine()).containsOnlyKeys("line-1");
      long spend = hub.spendByLine().values().stream().mapToLong(Long::longValue).sum();
      assertThat(provider.books().costMicros()).isBetween(spend - hub.unansweredMicros(), spend);
    }
    assertThat(provider.books().answersByImage().values()).allMatch(times -> times == 1);
  }

  private MosquittoProcess mosquitto() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            """
            listener %d 127.0.0.1
            allow_anonymous true
            persistence false
            """
                .formatted(brokerPort));
    return new MosquittoProcess(config, brokerPort);
  }

  private Child hub() throws IOException {
    Path yaml =
        new HubSetup(folder, 0, brokerPort, List.of(provider.uri(), provider.uri()), 1, 1).write();
    Child hub =
        Child.java(
            folder.resolve("hub.log"),
            "dev.andon.hub.HubMain",
            List.of("hub", "--config", yaml.toString()));
    await().atMost(60, TimeUnit.SECONDS).until(() -> failIfDead(hub) && hubHasTables());
    return hub;
  }

  private boolean hubHasTables() {
    try {
      return escalationsAtHub() == 0;
    } catch (IllegalStateException notYet) {
      return false;
    }
  }

  /** Everything is doubtful here, so that every frame has to make the whole way. */
  private Child agent() throws IOException {
    assertThat(
            HubMain.commandLine()
                .execute(
                    "station",
                    "key",
                    "line-1/station-1",
                    "--config",
                    folder.resolve("hub.yaml").toString(),
                    "--out",
                    folder.resolve("station-1.key").toString()))
        .isZero();
    Path yaml =
        Files.writeString(
            folder.resolve("agent.yaml"),
            """
            station: demo-plant/line-1/station-1
            source: {kind: folder, path: frames, variant: plate, view: top, takt: 100ms}
            model:
              bundle: %s
              bands: [{scale: class_score, accept_below: 0.0, reject_above: 1.0}]
            escalation: {deadline: 20s, repeat_window: 0s, per_minute: 100000}
            outbox: {file: outbox.db}
            broker: {uri: "tcp://127.0.0.1:%d"}
            hub: {key: {file: station-1.key}}
            uplink: {replay_per_second: 50, replay_start_within: 0s, receipt_timeout: 2s, backoff_max: 1s}
            """
                .formatted(Bundles.newest().toAbsolutePath(), brokerPort));
    return Child.java(
        folder.resolve("agent.log"),
        "dev.andon.edge.EdgeMain",
        List.of("agent", "--config", yaml.toString(), "--exit-when-drained"));
  }

  private static boolean failIfDead(Child... children) {
    for (Child child : children) {
      if (!child.alive()) {
        throw new AssertionError("a process has ended: " + child.output());
      }
    }
    return true;
  }

  private long escalationsAtHub() {
    try (AuditedHub hub = AuditedHub.open(hubFile())) {
      return hub.escalations().size();
    }
  }

  private List<OutboxRow> outboxRows() {
    return OutboxFiles.rows(outbox());
  }

  private Path outbox() {
    return folder.resolve("outbox.db");
  }

  private Path hubFile() {
    return folder.resolve("hub").resolve("hub.db");
  }
}
