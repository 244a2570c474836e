package dev.andon.edge;

import dev.andon.config.AndonVersion;
import dev.andon.edge.actuation.LinePolicy;
import dev.andon.edge.actuation.OnTimeout;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.UplinkSettings;
import dev.andon.wire.StationId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an agent is told about its station.
 *
 * @param station the station
 * @param version the agent's own version, for the pulse
 * @param escalation when and what to ask
 * @param policy what the line is told
 * @param outbox the durable file and its bounds
 * @param broker where the hub is reached
 * @param hub by what the hub's word is known
 * @param uplink pacing
 * @param web where metrics, health and the status page are served; nowhere if absent
 * @param config names what its file says, for people who compare stations; empty without a file
 */
public record AgentSettings(
    StationId station,
    String version,
    EscalationSettings escalation,
    LinePolicy policy,
    OutboxSettings outbox,
    MqttEndpoint broker,
    HubKeys hub,
    UplinkSettings uplink,
    Optional<Web> web,
    Optional<String> config) {

  /**
   * A listening address.
   *
   * @param host address or name; loopback unless others should see it
   * @param port 0 to 65535; 0 takes a free one
   */
  public record Web(String host, int port) {
    /** Refuses ports out of range. */
    public Web {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("http.port must be 0 to 65535, but is " + port);
      }
    }
  }

  /** Everything at its default: hold on time-out, no status page. */
  public static AgentSettings of(
      StationId station, String brokerUri, Path outboxFile, HubKeys hub) {
    return new AgentSettings(
        station,
        AndonVersion.NUMBER,
        EscalationSettings.DEFAULT,
        new LinePolicy(OnTimeout.HOLD),
        OutboxSettings.of(outboxFile),
        MqttEndpoint.of(brokerUri, clientId(station)),
        hub,
        UplinkSettings.DEFAULT,
        Optional.empty(),
        Optional.empty());
  }

  /** What the broker knows this station by. */
  public static String clientId(StationId station) {
    String id = "andon-" + station.toString().replace('/', '-');
    return id.length() <= 128 ? id : id.substring(0, 128);
  }

  public AgentSettings withEscalation(EscalationSettings newEscalation) {
    return new AgentSettings(
        station, version, newEscalation, policy, outbox, broker, hub, uplink, web, config);
  }

  public AgentSettings withPolicy(LinePolicy newPolicy) {
    return new AgentSettings(
        station, version, escalation, newPolicy, outbox, broker, hub, uplink, web, config);
  }

  public AgentSettings withOutbox(OutboxSettings newOutbox) {
    return new AgentSettings(
        station, version, escalation, policy, newOutbox, broker, hub, uplink, web, config);
  }

  public AgentSettings withHub(HubKeys newHub) {
    return new AgentSettings(
        station, version, escalation, policy, outbox, broker, newHub, uplink, web, config);
  }

  public AgentSettings withUplink(UplinkSettings newUplink) {
    return new AgentSettings(
        station, version, escalation, policy, outbox, broker, hub, newUplink, web, config);
  }

  public AgentSettings withWeb(Web newWeb) {
    return new AgentSettings(
        station,
        version,
        escalation,
        policy,
        outbox,
        broker,
        hub,
        uplink,
        Optional.of(newWeb),
        config);
  }

  public AgentSettings withConfig(Optional<String> newConfig) {
    return new AgentSettings(
        station, version, escalation, policy, outbox, broker, hub, uplink, web, newConfig);
  }
}
