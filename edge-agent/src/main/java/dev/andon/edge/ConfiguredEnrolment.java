package dev.andon.edge;

import dev.andon.config.ByteSize;
import dev.andon.config.Secret;
import dev.andon.edge.enrolment.EnrolmentQueue;
import dev.andon.edge.enrolment.FrameEnrolment;
import dev.andon.edge.enrolment.RecentFrames;
import dev.andon.edge.enrolment.StationBank;
import dev.andon.edge.outbox.OutboxSettings;
import dev.andon.edge.status.OperatorGate;
import dev.andon.edge.status.OperatorToken;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Enrolment as a station's file describes it: defaults filled in, ranges checked. Pure. */
final class ConfiguredEnrolment {
  private static final int KEEP = 60;
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 256L << 20;
  private static final String FOLDER = "recent-frames";

  /** Free bytes that the outbox finds beyond its own reserve before a frame is kept. */
  private static final long LEAST_FREE = 64L << 20;

  private final AgentConfig.Enrolment enrolment;
  private final Optional<RecentFrames.Settings> recent;
  private final Optional<StationBank> bank;
  private final Path beside;

  /** Throws IllegalArgumentException that names the key, the value and the range. */
  ConfiguredEnrolment(AgentConfig config, ConfiguredSettings configured) {
    this.enrolment = config.enrolment().orElse(AgentConfig.Enrolment.DEFAULT);
    OutboxSettings outbox = configured.settings().outbox();
    this.beside = outbox.file().resolveSibling(FOLDER);
    this.recent = recent(configured, outbox);
    this.bank =
        config
            .model()
            .bank()
            .map(
                folder ->
                    new StationBank(
                        configured.path(config.model().bundle()),
                        config.model().patches().map(configured::path),
                        configured.path(folder)));
  }

  private Optional<RecentFrames.Settings> recent(
      ConfiguredSettings configured, OutboxSettings outbox) {
    int keep = enrolment.keepFrames().orElse(KEEP);
    return keep == 0
        ? Optional.empty()
        : Optional.of(
            new RecentFrames.Settings(
                enrolment.folder().map(configured::path).orElse(beside),
                keep,
                enrolment.every().orElse(EVERY),
                enrolment.maxBytes().map(ByteSize::bytes).orElse(MOST_BYTES),
                LEAST_FREE + outbox.room().reserve() + outbox.room().minFree()));
  }

  /** How the last frames are kept, where they are. */
  Optional<RecentFrames.Settings> recent() {
    return recent;
  }

  /**
   * Where golden frames go.
   *
   * @throws IllegalArgumentException where the file names no bank
   */
  StationBank bank() {
    return bank.orElseThrow(
        () ->
            new IllegalArgumentException(
                "model.bank is missing: name the folder in which this station's golden frames are"
                    + " kept, for example bank: /var/lib/andon/golden"));
  }

  /** Makes golden frames of this station's last ones; empty where there is no place for them. */
  Optional<EnrolmentQueue> queue(RecentFrames frames, Runnable saved, String station) {
    return bank.map(
        place ->
            new EnrolmentQueue(
                frames, new FrameEnrolment(place, InstantSource.system()), saved, station));
  }

  /** Who may do that on a page; makes the token where there is none. */
  OperatorGate gate(AgentSettings.Web web) {
    Optional<Secret> configured = enrolment.operatorToken();
    return new OperatorGate(
        OperatorToken.of(configured, beside.resolveSibling(OperatorToken.FILE)),
        web.host(),
        enrolment.plain().orElse(false),
        System::nanoTime);
  }
}
