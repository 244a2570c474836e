package dev.andon.edge;

import dev.andon.edge.capture.SourceState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/** Meters of what a source says about itself. Thread-safe. */
final class FileMeters {
  private final Supplier<SourceState> source;
  private final MultiGauge ignored;

  FileMeters(MeterRegistry registry, Supplier<SourceState> source) {
    this.source = source;
    this.ignored =
        MultiGauge.builder("andon.edge.files.ignored")
            .description("pictures in the folder that are not read, by ending")
            .register(registry);
    Gauge.builder("andon.edge.source.ready", source, s -> s.get().notReady().isEmpty() ? 1 : 0)
        .description("0 while no frames can be expected of the source")
        .register(registry);
  }

  /** To be called before a scrape. */
  void refresh() {
    ignored.register(
        source.get().ignoredFiles().entrySet().stream()
            .map(each -> MultiGauge.Row.of(Tags.of("ending", each.getKey()), each.getValue()))
            .toList(),
        true);
  }
}
