package dev.andon.edge;

import dev.andon.config.ConfigException;
import dev.andon.config.ConfigFile;
import dev.andon.config.Environment;
import dev.andon.edge.enrolment.Enrolled;
import dev.andon.edge.enrolment.FrameEnrolment;
import dev.andon.edge.enrolment.KeptFrame;
import dev.andon.edge.enrolment.Lineup;
import dev.andon.edge.enrolment.RecentFrames;
import dev.andon.edge.enrolment.StationBank;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.BundleRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./andon enroll}: golden frames from a station's own last frames, running or not. */
@Command(
    name = "enroll",
    description =
        "Makes golden frames of a station's own last frames. A running station takes them up by itself.",
    footer = {
      "",
      "Without --variant and --view the station's own are taken. Pictures that are",
      "unlike the others are left out and named; --with takes one in after a look.",
      "Example: ./andon enroll --config agent.yaml --last 20"
    })
final class EnrolFramesCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG = 2;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The station's file.")
  private Path config = Path.of("agent.yaml");

  @Option(names = "--variant", description = "The product variant (default: source.variant).")
  private @Nullable String variant;

  @Option(names = "--view", description = "Camera position or recipe step (default: source.view).")
  private @Nullable String view;

  @Option(
      names = "--last",
      description = "So many of the last frames, 1 to 50 (default: ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int last = 20;

  @Option(
      names = "--without",
      split = ",",
      description = "Numbers of pictures to leave out, as listed.")
  private Set<Long> without = Set.of();

  @Option(
      names = "--with",
      split = ",",
      description = "Numbers of pictures to take although they are unlike the others.")
  private Set<Long> with = Set.of();

  @Option(names = "--list", description = "List and look at the pictures, change nothing.")
  private boolean list;

  @Spec private CommandSpec spec = CommandSpec.create();
  private String told = "";

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run();
    } catch (ConfigException | BundleRefusedException wrong) {
      return told(WRONG, String.valueOf(wrong.getMessage()));
    } catch (IllegalArgumentException wrong) {
      return told(WRONG, config + ": " + wrong.getMessage());
    } catch (IOException | UncheckedIOException unusable) {
      return told(FAILED, "cannot read or write: " + unusable.getMessage());
    }
  }

  private int run() throws IOException, InterruptedException {
    if (last < 1 || last > 50) {
      throw new IllegalArgumentException("--last must be 1 to 50, but is " + last);
    }
    AgentConfig read = new ConfigFile(Environment.ofProcess()).read(config, AgentConfig.class);
    Path folder = Optional.ofNullable(config.toAbsolutePath().getParent()).orElse(Path.of("."));
    ConfiguredEnrolment enrolment =
        new ConfiguredEnrolment(read, new ConfiguredSettings(read, folder));
    ViewKey key =
        new ViewKey(
            Optional.ofNullable(variant).orElse(read.source().variant()),
            Optional.ofNullable(view).orElse(read.source().view()));
    return enrol(enrolment.bank(), key, kept(enrolment));
  }

  private static List<KeptFrame> kept(ConfiguredEnrolment enrolment) {
    RecentFrames.Settings settings =
        enrolment
            .recent()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "enrolment.keep_frames is 0, so that this station keeps no frames; leave it"
                            + " out, and restart the station"));
    List<KeptFrame> all = RecentFrames.listed(settings.folder());
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "no frame is kept in "
              + settings.folder()
              + " yet; let the station run for a minute, and be the user it runs as");
    }
    return all;
  }

  private int enrol(StationBank bank, ViewKey key, List<KeptFrame> all)
      throws IOException, InterruptedException {
    List<KeptFrame> of = all.stream().filter(frame -> frame.view().equals(key)).toList();
    if (of.isEmpty()) {
      throw new IllegalArgumentException(
          "no frame of %s is kept, there are frames of %s"
              .formatted(key, all.stream().map(KeptFrame::view).distinct().toList()));
    }
    List<KeptFrame> newest = of.subList(Math.max(0, of.size() - last), of.size());
    FrameEnrolment enrolment = new FrameEnrolment(bank, InstantSource.system());
    List<KeptFrame> chosen = chosen(enrolment.lineup(newest, this::progress));
    if (list) {
      return 0;
    }
    List<KeptFrame> others = new ArrayList<>(of);
    others.removeAll(chosen);
    return said(enrolment.enrol(key, chosen, others, this::progress), bank);
  }

  private List<KeptFrame> chosen(Lineup lineup) {
    List<KeptFrame> chosen = new ArrayList<>();
    for (Lineup.Entry entry : lineup.entries()) {
      long number = entry.frame().number();
      boolean taken =
          !without.contains(number) && (entry.doubt().isEmpty() || with.contains(number));
      if (taken) {
        chosen.add(entry.frame());
      }
      out()
          .printf(
              "%4d  %s UTC  %s%s%n",
              number,
              entry.frame().at().toString().substring(0, 19).replace('T', ' '),
              taken ? "taken" : "left out",
              entry.doubt().map(why -> ": " + why + ", see " + entry.frame().file()).orElse(""));
    }
    return chosen;
  }

  private int said(Enrolled result, StationBank bank) {
    switch (result) {
      case Enrolled.Refused refused -> {
        return told(FAILED, refused.view() + ": " + refused.why() + "; nothing was changed");
      }
      case Enrolled.Saved saved -> {
        out()
            .printf(
                "enrolled %s from %d golden frames in %.1f s: noise %s; saved in %s%n",
                saved.view(),
                saved.golden(),
                saved.tookMillis() / 1_000.0,
                saved.noise(),
                bank.bank());
        saved.unusual().forEach(this::unusual);
        out().println(saved.says());
        out().println("a running station takes them up within a second or two; its page says so");
        out().flush();
        return 0;
      }
    }
  }

  private void unusual(Enrolled.Unusual each) {
    out()
        .printf(
            "%s %d (%s UTC): its worst place reaches %.1f times the ordinary range, see %s%n",
            each.golden() ? "most unusual golden picture" : "not taken, most suspicious picture",
            each.frame().number(),
            each.frame().at().toString().substring(11, 19),
            each.worst(),
            each.frame().file());
  }

  /** A line for each kind of work, and one for each tenth picture. */
  private void progress(String doing, int done, int of) {
    String line = of > 1 && done % 10 == 0 ? doing + ": " + done + " of " + of : doing;
    if (!line.equals(told) && !(line.equals(doing) && told.startsWith(doing))) {
      told = line;
      out().println(line);
      out().flush();
    }
  }

  private int told(int status, String message) {
    out().flush();
    spec.commandLine().getErr().println("andon enroll: " + message);
    return status;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
