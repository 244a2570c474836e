package dev.andon.edge.models;

import dev.andon.edge.capture.folder.FolderSource;
import dev.andon.edge.triage.Autonomy;
import dev.andon.edge.triage.Backbones;
import dev.andon.edge.triage.BankFiles;
import dev.andon.edge.triage.Enrolment;
import dev.andon.edge.triage.GridTriager;
import dev.andon.edge.triage.Layout;
import dev.andon.edge.triage.Mode;
import dev.andon.edge.triage.PatchRegion;
import dev.andon.edge.triage.ReferenceBank;
import dev.andon.edge.triage.ReferenceView;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.vision.Bundle;
import dev.andon.vision.Decoding;
import dev.andon.vision.PatchModel;
import dev.andon.vision.Picture;
import dev.andon.vision.TriageModel;
import dev.andon.wire.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Enrols a view from golden frames, without training, and says how it judges known bad ones. */
@Command(
    name = "enroll",
    description = "Enrols a variant's view from 1 to 50 golden frames, without training.",
    footer = {
      "",
      "Example: ./andon models enroll --bundle models/bundles/andon-triage/0.3.1 --variant bracket --view top --good golden --out bank"
    })
public final class EnrollCommand implements Callable<Integer> {
  private static final String AUTO = "auto";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--bundle", required = true, description = "Folder with manifest.json.")
  private Path bundle = Path.of("");

  @Option(names = "--variant", required = true, description = "The product variant.")
  private String variant = "";

  @Option(names = "--view", required = true, description = "Camera position or recipe step.")
  private String view = "";

  @Option(names = "--good", required = true, description = "Folder with golden frames.")
  private Path good = Path.of("");

  @Option(names = "--bad", description = "Folder with known bad frames to try the view on.")
  private @Nullable Path bad;

  @Option(
      names = "--bank",
      description = "Folder of the station's reference bank (default: ${DEFAULT-VALUE}).",
      defaultValue = "andon-data/bank")
  private Path bank = Path.of("andon-data/bank");

  @Option(
      names = "--patches",
      description = "Backbone of patch memories (default: andon-patches beside the bundle).")
  private @Nullable Path patches;

  @Option(
      names = "--mode",
      description =
          "By what the view is judged: pixels, patches, or auto (default), which takes pixels where the golden frames lie over"
              + " one another, else patches.",
      defaultValue = "auto")
  private String mode = AUTO;

  @Option(
      names = "--tiles",
      description =
          "Most tiles in which patches of a large frame are remembered, 1 ... 16; each takes as long as a whole small frame"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "6")
  private int tiles = PatchRegion.DEFAULT_TILES;

  @Option(names = "--slots", description = "CSV with the view's own slots.")
  private @Nullable Path slots;

  @Option(
      names = "--photographs",
      description =
          "Photographs made of each golden frame to calibrate (default: ${DEFAULT-VALUE}).",
      defaultValue = "4")
  private int photographs = 4;

  @Option(names = "--seed", description = "Seed of their noise (default: 1).", defaultValue = "1")
  private long seed = 1;

  @Override
  public Integer call() throws Exception {
    return Refusals.told(spec, this::run);
  }

  private int run() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Layout layout = slots == null ? Layout.GRID : SlotFile.read(slots);
    ViewKey key = new ViewKey(variant, view);
    requireSlots(layout, key);
    try (TriageModel model = new TriageModel(Bundle.open(bundle));
        Backbone backbone = new Backbone(Backbones.open(Optional.ofNullable(patches), bundle, 1))) {
      ReferenceView enrolled = enrol(model, backbone.patches(), layout, key, out);
      Path file = new BankFiles(bank, model.version(), backbone.version()).save(enrolled);
      out.printf(
          "enrolled %s from %d golden frames: noise %.4f in 1-cosine, %.2f in pixel difference; saved to %s%n",
          key,
          enrolled.golden().size(),
          enrolled.noise().embedding(),
          enrolled.noise().pixels(),
          file);
      out.println(judgedBy(enrolled));
      out.println(enrolled.says());
      return bad == null || passed(bad, model, backbone.patches(), layout, enrolled, out) == 0
          ? 0
          : 1;
    }
  }

  private Enrolment.Choice choice() {
    Optional<Mode> chosen =
        switch (mode.strip().toLowerCase(Locale.ROOT)) {
          case AUTO -> Optional.empty();
          case "pixels" -> Optional.of(Mode.PIXELS);
          case "patches" -> Optional.of(Mode.PATCHES);
          default ->
              throw new IllegalArgumentException(
                  "--mode must be pixels, patches or auto, not " + mode);
        };
    return new Enrolment.Choice(chosen, tiles);
  }

  /** By what the view is judged, and the figures that speak for it. */
  private String judgedBy(ReferenceView view) {
    String pixels =
        String.format(
            Locale.ROOT,
            "golden frames differ by %.2f in pixels, up to %.0f lies over one another",
            view.noise().pixels(),
            ReferenceView.MOST_REGISTERED);
    String patches =
        view.patches()
            .map(
                golden ->
                    String.format(
                        Locale.ROOT,
                        "; the worst golden frame left out is %.2f times as far from the others as the one in the middle; remembered: %s",
                        golden.spread(),
                        golden.places()))
            .orElse("");
    return "mode %s (%s): %s%s"
        .formatted(
            view.mode(),
            mode.strip().equalsIgnoreCase(AUTO) ? "chosen by the golden frames" : "as told",
            pixels,
            patches);
  }

  /** Slots of another view would leave this one to the grid, in silence. */
  private void requireSlots(Layout layout, ViewKey key) {
    if (slots != null && !layout.slots().containsKey(key)) {
      throw new IllegalArgumentException(
          "%s has no slots of %s, it has slots of %s"
              .formatted(
                  slots, key, layout.slots().keySet().stream().sorted(ViewKey.BY_NAME).toList()));
    }
  }

  private ReferenceView enrol(
      TriageModel model, Optional<PatchModel> backbone, Layout layout, ViewKey key, PrintWriter out)
      throws IOException, InterruptedException {
    List<Picture> golden = new ArrayList<>();
    try {
      for (String name : FolderSource.pictures(good)) {
        Optional<Picture> picture = read(good, name, out);
        picture.ifPresent(golden::add);
        picture.ifPresent(added -> requireSameSize(name, added, golden.getFirst()));
      }
      return new Enrolment(
              model,
              backbone,
              layout,
              photographs,
              new Random(seed),
              choice(),
              Enrolment.Progress.NONE)
          .enrol(key, golden);
    } finally {
      golden.forEach(Picture::close);
    }
  }

  private void requireSameSize(String name, Picture picture, Picture first) {
    if (!picture.bounds().equals(first.bounds())) {
      throw new IllegalArgumentException(
          "%s is %d x %d pixels, the frames before it %d x %d: golden frames of one view have one size; take %s out of %s"
              .formatted(
                  name,
                  picture.width(),
                  picture.height(),
                  first.width(),
                  first.height(),
                  name,
                  good));
    }
  }

  /** How many of the known bad frames would pass. */
  private static int passed(
      Path bad,
      TriageModel model,
      Optional<PatchModel> backbone,
      Layout layout,
      ReferenceView enrolled,
      PrintWriter out)
      throws IOException, InterruptedException {
    ReferenceBank bank = new ReferenceBank();
    bank.put(enrolled);
    TriagePolicy policy = new TriagePolicy(model.bundle().manifest(), List.of());
    ViewKey key = enrolled.key();
    int tried = 0;
    int passed = 0;
    try (GridTriager triager =
        new GridTriager(model, layout, bank, policy, backbone, Autonomy.forgetful())) {
      for (String name : FolderSource.pictures(bad)) {
        Optional<Picture> picture = read(bad, name, out);
        if (picture.isPresent()) {
          try (Picture frame = picture.get()) {
            Triage triage = triager.triage(frame, key);
            tried++;
            passed += triage instanceof Triage.Confident(Verdict.Pass pass) ? 1 : 0;
            out.println(name + ": " + words(triage));
          }
        }
      }
    }
    if (tried == 0) {
      throw new IllegalArgumentException("--bad: no readable picture in " + bad);
    }
    out.printf("%d of %d bad frames passed%n", passed, tried);
    return passed;
  }

  private static String words(Triage triage) {
    return switch (triage) {
      case Triage.Unfit(var fault) -> fault + ", is held";
      case Triage.Held(String why) -> why;
      case Triage.Unsure(var regions, var asked, var _) ->
          "unsure about " + regions.size() + " regions, is asked";
      case Triage.Confident(Verdict.Defect(var findings)) ->
          "defect in " + findings.size() + " regions";
      case Triage.Confident(Verdict verdict) ->
          "PASSED as " + verdict + ": golden frames of this view do not show what is bad here";
    };
  }

  private static Optional<Picture> read(Path folder, String name, PrintWriter out)
      throws IOException {
    return switch (Picture.decode(Files.readAllBytes(folder.resolve(name)), name)) {
      case Decoding.Decoded(Picture picture) when picture.damage().isPresent() -> {
        picture.close();
        out.println("skipped " + name + ": " + picture.damage().get());
        yield Optional.empty();
      }
      case Decoding.Decoded(Picture picture) -> Optional.of(picture);
      case Decoding.Refused(String reason) -> {
        out.println("skipped " + reason);
        yield Optional.empty();
      }
    };
  }
}
