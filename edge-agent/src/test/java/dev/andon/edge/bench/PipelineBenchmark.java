package dev.andon.edge.bench;

import dev.andon.edge.triage.Examined;
import dev.andon.edge.triage.Grounds;
import dev.andon.edge.triage.JudgedTile;
import dev.andon.edge.triage.ReferenceDistance;
import dev.andon.edge.triage.Triage;
import dev.andon.edge.triage.TriagePolicy;
import dev.andon.edge.triage.ViewKey;
import dev.andon.fixtures.TinyModel;
import dev.andon.vision.Bundle;
import dev.andon.vision.GoldenPicture;
import dev.andon.vision.GreyPicture;
import dev.andon.vision.Grid;
import dev.andon.vision.Picture;
import dev.andon.vision.PixelDifference;
import dev.andon.vision.Preprocessing;
import dev.andon.vision.TileScores;
import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What a frame costs around the model: tiles, tensors, comparison with a golden frame, policy. The
 * model's answers are made up beforehand. Run it with {@code ./andon bench pipeline}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class PipelineBenchmark {
  /** Frame sizes: a camera's, and a board's whose tiles need no resize. */
  @Param({"1280x720", "640x640"})
  public String size = "1280x720";

  private Picture picture = noise(1, 1);
  private GoldenPicture golden = golden(picture);
  private PixelDifference difference = new PixelDifference();
  private Preprocessing preprocessing = oneTile();
  private TriagePolicy policy =
      new TriagePolicy(Bundle.open(TinyModel.directory()).manifest(), List.of());
  private final List<TileScores> answers = new ArrayList<>();

  /** For JMH. */
  public PipelineBenchmark() {}

  /** Draws the frame and the model's answers. */
  private static final ViewKey VIEW = new ViewKey("v1", "top");

  @Setup
  public void setUp() {
    String[] sides = size.split("x", -1);
    picture = noise(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    golden = golden(picture);
    Random random = new Random(1);
    for (int i = 0; i < Grid.MAX_TILES; i++) {
      float score = random.nextFloat(0.3f);
      answers.add(new TileScores(new float[128], new float[] {score, score / 2}));
    }
  }

  /** Returns the native memory. */
  @TearDown
  public void tearDown() {
    preprocessing.close();
    difference.close();
    golden.close();
    picture.close();
  }

  /** A view without golden frames. */
  @Benchmark
  public Triage withoutGoldenFrames() {
    List<Box> boxes = tensors();
    List<JudgedTile> tiles = new ArrayList<>(boxes.size());
    for (int slot = 0; slot < boxes.size(); slot++) {
      tiles.add(new JudgedTile(slot, boxes.get(slot), answers.get(slot)));
    }
    return policy.decide(new Examined(tiles, new Grounds.Trained()), VIEW);
  }

  /** A view with one golden frame. */
  @Benchmark
  public Triage withGoldenFrame() {
    List<Box> boxes = tensors();
    float[] pixels;
    try (GreyPicture grey = GreyPicture.of(picture)) {
      pixels = difference.compare(golden, grey, boxes).byTile();
    }
    List<JudgedTile> tiles = new ArrayList<>(boxes.size());
    for (int slot = 0; slot < boxes.size(); slot++) {
      ReferenceDistance distance = new ReferenceDistance(0.5, pixels[slot]);
      tiles.add(
          new JudgedTile(
              slot, boxes.get(slot), answers.get(slot), Optional.of(distance), new float[2]));
    }
    return policy.decide(new Examined(tiles, new Grounds.Golden(1, 0)), VIEW);
  }

  private List<Box> tensors() {
    List<Box> boxes = Grid.tiles(picture.width(), picture.height());
    for (Box box : boxes) {
      preprocessing.write(picture, box, 0);
    }
    return boxes;
  }

  private static GoldenPicture golden(Picture picture) {
    try (GreyPicture grey = GreyPicture.of(picture)) {
      return GoldenPicture.of(grey);
    }
  }

  private static Preprocessing oneTile() {
    return new Preprocessing(
        ByteBuffer.allocateDirect(Preprocessing.FLOATS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer(),
        1);
  }

  private static Picture noise(int width, int height) {
    byte[] bgr = new byte[width * height * 3];
    new Random(2).nextBytes(bgr);
    return Picture.of(width, height, bgr);
  }

  /** Runs all, with garbage per frame ({@code gc.alloc.rate.norm}, bytes). */
  static Collection<RunResult> run() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(PipelineBenchmark.class.getName())
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dandon.root=" + System.getProperty("andon.root"))
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
