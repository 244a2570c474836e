package dev.andon.edge;

import dev.andon.config.AndonVersion;
import dev.andon.config.ByteSize;
import dev.andon.config.Secret;
import dev.andon.edge.actuation.LinePolicy;
import dev.andon.edge.actuation.OnTimeout;
import dev.andon.edge.escalation.EscalationSettings;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.uplink.HubKeys;
import dev.andon.edge.uplink.MqttEndpoint;
import dev.andon.edge.uplink.ReplaySettings;
import dev.andon.edge.uplink.UplinkSettings;
import dev.andon.wire.StationId;
import dev.andon.wire.StationKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From what a station's file says to settings that hold: defaults filled in, ranges checked, paths
 * made absolute. Pure.
 */
final class ConfiguredSettings {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /** One of two hundred frames that pass. */
  private static final double AUDIT_SHARE = 0.005;

  private final AgentConfig config;
  private final Path folder;

  ConfiguredSettings(AgentConfig config, Path folder) {
    this.config = config;
    this.folder = folder;
  }

  /** Throws IllegalArgumentException that names the key, the value and the range. */
  AgentSettings settings() {
    StationId station = StationId.parse(config.station());
    return new AgentSettings(
        station,
        AndonVersion.NUMBER,
        config
            .escalation()
            .map(ConfiguredSettings::escalation)
            .orElse(EscalationSettings.DEFAULT.withAuditShare(AUDIT_SHARE)),
        new LinePolicy(config.line().flatMap(AgentConfig.Line::onTimeout).orElse(OnTimeout.HOLD)),
        outbox(config.outbox()),
        endpoint(config.broker(), AgentSettings.clientId(station)),
        hubKeys(config.hub().orElse(AgentConfig.Hub.NOTHING), station),
        config.uplink().map(ConfiguredSettings::uplink).orElse(UplinkSettings.DEFAULT),
        config
            .http()
            .map(http -> new AgentSettings.Web(http.host().orElse("127.0.0.1"), http.port())));
  }

  /** A path of the file, seen from the file's folder. */
  Path path(Path written) {
    return folder.resolve(written).normalize();
  }

  MqttEndpoint endpoint(AgentConfig.Broker broker, String clientId) {
    Optional<MqttEndpoint.TlsFiles> tls =
        broker.ca().isPresent() || broker.certificate().isPresent() || broker.key().isPresent()
            ? Optional.of(
                new MqttEndpoint.TlsFiles(
                    broker.ca().map(this::path),
                    broker.certificate().map(this::path),
                    broker.key().map(this::path)))
            : Optional.empty();
    MqttEndpoint endpoint =
        new MqttEndpoint(
            broker.uri(),
            clientId,
            broker.username(),
            broker.password(),
            tls,
            broker.keepAlive().orElse(KEEP_ALIVE),
            broker.furtherUris().orElse(List.of()));
    if (endpoint.exposesPassword() && !broker.plainPassword().orElse(false)) {
      throw new IllegalArgumentException(
          "broker.uri "
              + endpoint.name()
              + " would carry the password without TLS, where everybody on the way can read it:"
              + " write ssl://, or broker.plain_password: true if that network is trusted");
    }
    return endpoint;
  }

  private static HubKeys hubKeys(AgentConfig.Hub hub, StationId station) {
    List<StationKey> keys =
        Stream.of(key("hub.key", hub.key()), key("hub.next_key", hub.nextKey()))
            .flatMap(Optional::stream)
            .toList();
    boolean acceptUnsigned = hub.acceptUnsigned().orElse(false);
    if (keys.isEmpty() && !acceptUnsigned) {
      throw new IllegalArgumentException(
          "hub.key is missing, and without it anybody at the broker could accept a part; get it at"
              + " the hub with ./andon station key "
              + station.line()
              + "/"
              + station.station()
              + ", or write hub: {accept_unsigned: true} for a trial");
    }
    return new HubKeys(keys, acceptUnsigned);
  }

  private static Optional<StationKey> key(String name, Optional<Secret> written) {
    try {
      return written.map(Secret::text).map(StationKey::parse);
    } catch (IllegalArgumentException noKey) {
      throw new IllegalArgumentException(name + ": " + noKey.getMessage(), noKey);
    }
  }

  private OutboxSettings outbox(AgentConfig.Outbox outbox) {
    return new OutboxSettings(
        path(outbox.file()),
        outbox.maxRows().orElse(OutboxSettings.DEFAULT_MAX_ROWS),
        outbox.maxBytes().map(ByteSize::bytes).orElse(OutboxSettings.DEFAULT_MAX_BYTES),
        outbox.historyRows().orElse(OutboxSettings.DEFAULT_HISTORY_ROWS),
        outbox.keepAnswered().map(ByteSize::bytes).orElse(OutboxSettings.DEFAULT_KEEP_ANSWERED),
        new OutboxSettings.FreeRoom(
            outbox.reserve().map(ByteSize::bytes).orElse(OutboxSettings.FreeRoom.DEFAULT.reserve()),
            outbox
                .minFree()
                .map(ByteSize::bytes)
                .orElse(OutboxSettings.FreeRoom.DEFAULT.minFree())));
  }

  private static EscalationSettings escalation(AgentConfig.Escalation escalation) {
    EscalationSettings otherwise = EscalationSettings.DEFAULT;
    return new EscalationSettings(
        escalation.deadline().orElse(otherwise.deadline()),
        escalation.marginPixels().orElse(otherwise.marginPixels()),
        escalation.jpegQuality().orElse(otherwise.jpegQuality()),
        escalation
            .maxImageBytes()
            .map(size -> Math.toIntExact(size.bytes()))
            .orElse(otherwise.maxImageBytes()),
        escalation.perMinute().orElse(otherwise.perMinute()),
        escalation.repeatWindow().orElse(otherwise.repeatWindow()),
        escalation.comparison().orElse(otherwise.comparison()),
        escalation.perHour(),
        escalation.perDay(),
        escalation.auditShare().orElse(AUDIT_SHARE));
  }

  private static ReplaySettings replay(AgentConfig.UplinkPart uplink) {
    ReplaySettings otherwise = ReplaySettings.DEFAULT;
    return new ReplaySettings(
        uplink.replayBytesPerS().map(ByteSize::bytes).orElse(otherwise.bytesPerSecond()),
        uplink.replayPerSecond().orElse(otherwise.perSecond()),
        uplink.replayStartWithin().orElse(otherwise.startWithin()));
  }

  private static UplinkSettings uplink(AgentConfig.UplinkPart uplink) {
    UplinkSettings otherwise = UplinkSettings.DEFAULT;
    return new UplinkSettings(
        uplink.windowRows().orElse(otherwise.windowRows()),
        uplink.windowBytes().map(ByteSize::bytes).orElse(otherwise.windowBytes()),
        replay(uplink),
        uplink.receiptTimeout().orElse(otherwise.receiptTimeout()),
        uplink.healthEvery().orElse(otherwise.healthEvery()),
        uplink.eventsEvery().orElse(otherwise.eventsEvery()),
        uplink.backoffMin().orElse(otherwise.backoffMin()),
        uplink.backoffMax().orElse(otherwise.backoffMax()));
  }
}
