package dev.andon.sandbox.soak.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkLogsTest {

  private static final String HUB =
      "1795828729: New client connected from 127.0.0.1:5 as soak-hub (p5, c1, k20, u'hub').\n";
  private static final String STATION =
      "1795828729: New client connected from 127.0.0.1:6 as andon-1 (p5, c1, k5, u'station-1').\n";

  @TempDir Path folder;

  private final List<FaultLine> faults = new ArrayList<>();

  @Test
  void a_loss_that_no_fault_explains_is_ours() throws IOException {
    List<LostLink> losses = read(HUB + "1795828762: Client soak-hub disconnected.\n", "");

    assertThat(losses)
        .containsExactly(new LostLink(1_795_828_762_000L, "hub", "disconnected.", true));
  }

  @Test
  void a_loss_soon_after_its_cable_was_cut_is_the_faults_and_nobody_elses() throws IOException {
    faults.add(
        new FaultLine("link", "link cut", "station-1", 1_795_828_761_000L, 1_795_828_763_000L));
    String log =
        HUB
            + STATION
            + "1795828762: Client andon-1 disconnected: Protocol error.\n"
            + "1795828762: Client soak-hub closed its connection.\n";

    assertThat(read(log, ""))
        .extracting(LostLink::client, LostLink::ours)
        .containsExactly(tuple("station-1", false), tuple("hub", true));
  }

  @Test
  void a_killed_broker_explains_every_loss_of_the_next_seconds_and_not_of_the_next_minute()
      throws IOException {
    faults.add(new FaultLine("kills", "killed", "broker", 1_795_828_760_000L, 1_795_828_762_000L));
    String log =
        STATION
            + "1795828765: Client andon-1 has exceeded timeout, disconnecting.\n"
            + "1795828830: Client andon-1 has exceeded timeout, disconnecting.\n";

    assertThat(read(log, "")).extracting(LostLink::ours).containsExactly(false, true);
  }

  @Test
  void a_breach_is_ours_whatever_else_happens_and_counts_once_for_both_logs() throws IOException {
    faults.add(new FaultLine("kills", "killed", "broker", 1_795_829_230_000L, 1_795_829_240_000L));

    List<LostLink> losses =
        read(
            HUB + "1795829232: Client soak-hub disconnected.\n",
            "2026-11-28T01:27:13.402+0000 INFO dev.andon.hub.ingest.mqtt.HiveMqLink broker away"
                + " host=127.0.0.1 attempt=0 cause=Received more QoS 1 and/or 2 PUBLISH messages"
                + " than allowed by receive maximum\n");

    assertThat(losses).singleElement().matches(LostLink::ours);
    assertThat(losses.getFirst().text()).contains("receive maximum");
  }

  @Test
  void clients_that_are_not_ours_and_attempts_that_never_were_a_link_do_not_count()
      throws IOException {
    List<LostLink> losses =
        read(
            """
            1795828729: New client connected from 127.0.0.1:7 as x (p5, c1, k60, u'stranger').
            1795828762: Client x disconnected due to malformed packet.
            """,
            "2026-11-28T01:27:16.135+0000 INFO dev.andon.hub.ingest.mqtt.HiveMqLink broker away"
                + " host=127.0.0.1 attempt=1 cause=NOT_AUTHORIZED receive maximum\n");

    assertThat(losses).isEmpty();
  }

  private List<LostLink> read(String broker, String hub) throws IOException {
    Path brokerLog = Files.writeString(folder.resolve("broker.log"), broker);
    Path hubLog = Files.writeString(folder.resolve("hub.log"), hub);
    return new LinkLogs(faults, Set.of("hub", "station-1")).all(brokerLog, Map.of("hub", hubLog));
  }
}
