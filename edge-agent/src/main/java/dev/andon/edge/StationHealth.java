package dev.andon.edge;

import dev.andon.edge.machine.SysfsReadings;
import dev.andon.edge.outbox.DurableCounters;
import dev.andon.edge.outbox.SendQueue;
import dev.andon.edge.status.AgentState;
import dev.andon.edge.triage.Triager;
import dev.andon.edge.uplink.HubClock;
import dev.andon.edge.uplink.StationBoot;
import dev.andon.wire.Health;
import dev.andon.wire.Readings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What a station says of its health: to the hub as a pulse, on its own page. Thread-safe. */
final class StationHealth {
  private final Supplier<AgentSettings> settings;
  private final StationBoot self;
  private final AgentMeters meters;
  private final Triager triager;
  private final SysfsReadings machine;
  private final Supplier<AgentState> state;

  /**
   * @param settings those in force
   * @param state where the agent stands; asked once it runs
   */
  StationHealth(
      Supplier<AgentSettings> settings,
      StationBoot self,
      AgentMeters meters,
      Triager triager,
      SysfsReadings machine,
      Supplier<AgentState> state) {
    this.settings = settings;
    this.self = self;
    this.meters = meters;
    this.triager = triager;
    this.machine = machine;
    this.state = state;
  }

  /** The pulse. */
  Health pulse() {
    AgentState now = state.get();
    SendQueue.Waiting waiting = now.waiting();
    return new Health(
        self.station(),
        self.stamp(),
        settings.get().version(),
        triager.model(),
        now.counters().of(DurableCounters.Name.FRAMES),
        waiting.queued() + waiting.sent(),
        waiting.bytes(),
        Math.max(0, settings.get().outbox().file().toFile().getUsableSpace()),
        now.standing(),
        Optional.of(readings(now)));
  }

  /** What is measured now; reads some small files. */
  Readings readings() {
    return readings(state.get());
  }

  private Readings readings(AgentState now) {
    return new Readings(
        meters.minute().pace(),
        machine.now(),
        self.hubClock()
            .offset(self.clock().wall().instant(), self.clock().nanos().getAsLong())
            .map(StationHealth::wire),
        triager.bank(),
        settings.get().config(),
        now.notReady().stream().toList(),
        now.line().failing().stream()
            .map(output -> output.output() + ": " + output.problem())
            .toList());
  }

  private static Readings.ClockOffset wire(HubClock.Offset offset) {
    return new Readings.ClockOffset(millis(offset.hubAhead()), millis(offset.uncertainty()));
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
