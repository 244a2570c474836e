package dev.andon.edge;

import dev.andon.config.ByteSize;
import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.enrolment.RecentFrames;
import dev.andon.edge.outbox.KeptSamples;
import dev.andon.edge.outbox.OutboxException;
import dev.andon.edge.samples.SampleExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./andon samples}: what a station has for people who train models. */
@Command(
    name = "samples",
    description = "Takes pictures out of a station for learning.",
    subcommands = SamplesCommand.Export.class,
    footer = {"", "Example: ./andon samples export --config agent.yaml --out flange-a"})
final class SamplesCommand {

  private SamplesCommand() {}

  /** {@code ./andon samples export}: a labelled folder, running or not. */
  @Command(
      name = "export",
      description =
          "Writes a folder of labelled pictures: pass, defect and undecided, samples.csv and COCO's"
              + " annotations.json. The station may run meanwhile; nothing of it is changed.",
      footer = {
        "",
        "What is exported is what the station still has: escalations within outbox.keep_answered,",
        "those that wait, and its last frames. Of pictures that look alike the newest is taken.",
        "Exit status: 0 exported, 1 nothing to export or not readable or writable, 2 wrong usage.",
        "Example: ./andon samples export --config agent.yaml --out flange-a --since 7d"
      })
  static final class Export implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([mhd])");
    private static final long TELL_NANOS = 1_000_000_000;

    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "The station's file.")
    private Path config = Path.of("agent.yaml");

    @Option(
        names = "--out",
        required = true,
        paramLabel = "DIR",
        description = "New or empty folder; it is never written over.")
    private Path out = Path.of("samples");

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Captured since then: 24h, 7d, 2026-11-28 or 2026-11-28T06:00:00Z.")
    private String since = "";

    @Option(names = "--variant", description = "One product variant only.")
    private String variant = "";

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "Most pictures (default: ${DEFAULT-VALUE}).",
        defaultValue = "5000")
    private int limit = 5_000;

    @Option(
        names = "--max-bytes",
        paramLabel = "SIZE",
        description = "Most bytes of pictures (default: ${DEFAULT-VALUE}).",
        defaultValue = "2GiB")
    private String maxBytes = "2GiB";

    @Option(
        names = "--similar",
        paramLabel = "COSINE",
        description =
            "Two pictures of one label, variant and view whose embeddings have this cosine or more"
                + " are alike, 0 to 1; 1 leaves out equal ones only (default: ${DEFAULT-VALUE}).",
        defaultValue = "0.98")
    private double similar = 0.98;

    @Option(names = "--json", description = "The summary as JSON.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();
    private long toldAt;
    private final long begun = System.nanoTime();

    @Override
    public Integer call() {
      try {
        return run();
      } catch (ConfigException wrong) {
        return told(WRONG, String.valueOf(wrong.getMessage()));
      } catch (IllegalArgumentException wrong) {
        return told(WRONG, String.valueOf(wrong.getMessage()));
      } catch (OutboxException unreadable) {
        return told(FAILED, unreadable.reason());
      } catch (NotDirectoryException wrong) {
        return told(WRONG, "--out " + out + " is no folder");
      } catch (IOException | UncheckedIOException unusable) {
        return told(FAILED, "cannot read or write: " + unusable.getMessage());
      }
    }

    private int run() throws IOException {
      SampleExport.Wanted wanted =
          new SampleExport.Wanted(from(since), variant, limit, bytes(maxBytes), similar);
      AgentConfig read = new ConfigFile(Environment.ofProcess()).read(config, AgentConfig.class);
      Path folder = Optional.ofNullable(config.toAbsolutePath().getParent()).orElse(Path.of("."));
      ConfiguredSettings settings = new ConfiguredSettings(read, folder);
      Path outbox = settings.path(read.outbox().file());
      if (!Files.isRegularFile(outbox)) {
        throw new IllegalArgumentException(
            config + ": outbox.file " + outbox + " is not there: has this station ever run?");
      }
      mustBeEmpty();
      return export(wanted, outbox, frames(new ConfiguredEnrolment(read, settings)));
    }

    private static List<KeptFrame> frames(ConfiguredEnrolment enrolment) {
      return enrolment
          .recent()
          .map(recent -> RecentFrames.listed(recent.folder()))
          .orElse(List.of());
    }

    private void mustBeEmpty() throws IOException {
      if (Files.notExists(out)) {
        return;
      }
      try (Stream<Path> there = Files.list(out)) {
        Optional<Path> first = there.findFirst();
        if (first.isPresent()) {
          throw new IllegalArgumentException(
              "--out " + out + " is not empty, it has " + first.get().getFileName());
        }
      }
    }

    private int export(SampleExport.Wanted wanted, Path outbox, List<KeptFrame> frames)
        throws IOException {
      try (KeptSamples samples = KeptSamples.open(outbox)) {
        SampleExport.Summary summary =
            new SampleExport(wanted, this::progress).run(samples, frames, out);
        tell(summary);
        return summary.total() > 0 ? 0 : FAILED;
      }
    }

    private void progress(long looked, long of, long taken) {
      long now = System.nanoTime();
      if (now - toldAt < TELL_NANOS || looked == 0) {
        return;
      }
      toldAt = now;
      double left = (now - begun) / 1e9 / looked * (of - looked);
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "%d of about %d looked at, %d taken, %.0f s left%n",
              looked,
              of,
              taken,
              Math.max(0, left));
    }

    private void tell(SampleExport.Summary summary) {
      PrintWriter print = spec.commandLine().getOut();
      if (json) {
        print.println(summary.json());
      } else {
        print.println(says(summary));
      }
      print.flush();
    }

    private String says(SampleExport.Summary summary) {
      String what =
          summary.total() == 0
              ? "nothing to export"
              : "%s: %d pictures, %,d bytes, %s"
                  .formatted(out, summary.total(), summary.bytes(), summary.exported());
      return String.format(
          Locale.ROOT,
          "%s; left out: %d that look like another, %d beyond the bounds; %d escalations have no"
              + " picture here any more (outbox.keep_answered)",
          what,
          summary.alike(),
          summary.beyond(),
          summary.withoutPicture());
    }

    private int told(int status, String problem) {
      spec.commandLine().getErr().println(problem);
      return status;
    }

    private static long bytes(String text) {
      try {
        return ByteSize.parse(text).bytes();
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("--max-bytes: " + wrong.getMessage(), wrong);
      }
    }

    private static Instant from(String text) {
      if (text.isEmpty()) {
        return Instant.EPOCH;
      }
      Matcher ago = AGO.matcher(text);
      if (ago.matches()) {
        long number = Long.parseLong(ago.group(1));
        Duration span =
            switch (ago.group(2)) {
              case "m" -> Duration.ofMinutes(number);
              case "h" -> Duration.ofHours(number);
              default -> Duration.ofDays(number);
            };
        return InstantSource.system().instant().minus(span);
      }
      try {
        return text.contains("T")
            ? Instant.parse(text)
            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      } catch (DateTimeParseException wrong) {
        throw new IllegalArgumentException(
            "--since must be a time such as 24h, 7d, 2026-11-28 or 2026-11-28T06:00:00Z, but is '"
                + text
                + "'",
            wrong);
      }
    }
  }
}
