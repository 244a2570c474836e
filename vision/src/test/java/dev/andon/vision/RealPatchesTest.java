package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cookies in free pose and screw photos, where {@code andon.data} says that they lie. */
@Tag("frames")
final class RealPatchesTest {
  private static final Path DATA = Path.of(System.getProperty("andon.data"));

  private static PatchModel model;
  private static Product cookies;
  private static Product screws;

  /** Patches of good and bad frames. */
  private record Product(List<Patches> good, List<Patches> bad) {}

  /** Scores of frames that were not golden. */
  private record Found(GoldenScores golden, List<PatchScore> good, List<PatchScore> bad) {
    double auroc() {
      return rocArea(worst(good), worst(bad));
    }
  }

  @BeforeAll
  static void seeEveryFrame() throws Exception {
    model = ShippedBackbone.open();
    cookies = new Product(patches("cookie/good", ".*jpg"), patches("cookie/bad", ".*jpg"));
    screws =
        new Product(patches("screws", ".*_1111.jpg"), patches("screws", ".*_(?!1111)....\\.jpg"));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void measure() throws Exception {
    for (int golden : new int[] {1, 5, 20}) {
      for (int seed = 1; seed <= 3; seed++) {
        report("cookies", cookies, screws, golden, seed);
        report("screws", screws, cookies, golden, seed);
      }
    }
    long from = cpu();
    time();
    System.out.println("all timing " + (cpu() - from) / 1e9);
  }

  private static void time() throws Exception {
    PatchMemory memory = PatchMemory.of(cookies.good().subList(0, 20));
    try (Picture picture = picture(files("cookie/good", ".*jpg").getFirst())) {
      for (int i = 0; i < 20; i++) {
        memory.distances(model.patches(picture)).score();
      }
      double[] backbone = new double[60];
      double[] look = new double[60];
      for (int i = 0; i < 60; i++) {
        long a = cpu();
        Patches patches = model.patches(picture);
        long b = cpu();
        memory.distances(patches).score();
        backbone[i] = (b - a) / 1e6;
        look[i] = (cpu() - b) / 1e6;
      }
      Arrays.sort(backbone);
      Arrays.sort(look);
      System.out.printf(
          "ms: patches %.1f (min %.1f) lookup %.1f (min %.1f)%n",
          backbone[30], backbone[0], look[30], look[0]);
    }
    long a = cpu();
    for (int i = 0; i < 5; i++) {
      PatchMemory.of(cookies.good().subList(0, 20));
    }
    long b = cpu();
    PatchMemory.leaveOneOut(cookies.good().subList(0, 20), 1000);
    System.out.printf(
        "coreset %.2f s, leave one out %.2f s%n",
        (b - a) / 5e9, (cpu() - b) / 1e9);
  }

  private static long cpu() {
    return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void report(String name, Product of, Product strangers, int golden, int seed) {
    Found found = judged(of, golden, seed);
    PatchMemory memory = PatchMemory.of(drawn(of.good(), seed).subList(0, golden));
    System.out.printf("%s golden=%d seed=%d auroc=%.4f", name, golden, seed, found.auroc());
    if (golden > 1) {
      double unit = found.golden().worst();
      List<PatchScore> strange = new ArrayList<>();
      strangers.good().forEach(each -> strange.add(memory.score(each)));
      strangers.bad().forEach(each -> strange.add(memory.score(each)));
      System.out.printf(
          " loo max=%.3f median=%.3f good=%s bad=%s strangeness: good=%s bad=%s strangers=%s; strangers' worst over loo max=%s",
          unit, quantiles(worst(found.golden().frames()))[2], text(worst(found.good()), 1), text(worst(found.bad()), 1),
          text(strangeness(found, found.good()), 1),
          text(strangeness(found, found.bad()), 1),
          text(strangeness(found, strange), 1),
          text(worst(strange), unit));
    }
    System.out.println();
  }

  private static List<Double> strangeness(Found found, List<PatchScore> scores) {
    return scores.stream().map(found.golden()::strangeness).toList();
  }

  private static String text(List<Double> values, double unit) {
    double[] q = quantiles(values);
    return String.format(
        "%.3f/%.3f/%.3f/%.3f/%.3f", q[0] / unit, q[1] / unit, q[2] / unit, q[3] / unit, q[4] / unit);
  }

  private static double[] quantiles(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int last = sorted.size() - 1;
    return new double[] {
      sorted.getFirst(),
      sorted.get(last / 10),
      sorted.get(last / 2),
      sorted.get(last * 9 / 10),
      sorted.getLast()
    };
  }

  private static Found judged(Product product, int golden, int seed) {
    List<Patches> good = drawn(product.good(), seed);
    List<Patches> remembered = good.subList(0, golden);
    PatchMemory memory = PatchMemory.of(remembered);
    return new Found(
        golden > 1
            ? PatchMemory.leaveOneOut(remembered, PatchMemory.DEFAULT_PATCHES)
            : new GoldenScores(List.of(new PatchScore(1, 1, 1), new PatchScore(1, 1, 1))),
        good.subList(golden, good.size()).stream().map(memory::score).toList(),
        product.bad().stream().map(memory::score).toList());
  }

  private static List<Patches> drawn(List<Patches> good, int seed) {
    List<Patches> shuffled = new ArrayList<>(good);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  private static List<Double> worst(List<PatchScore> scores) {
    return scores.stream().map(PatchScore::worst).toList();
  }

  /** The share of pairs of a good and a bad frame in which the bad one scores higher. */
  private static double rocArea(List<Double> good, List<Double> bad) {
    double right = 0;
    for (double b : bad) {
      for (double g : good) {
        right += b > g ? 1 : b == g ? 0.5 : 0;
      }
    }
    return right / good.size() / bad.size();
  }

  private static List<Patches> patches(String folder, String name) throws Exception {
    List<Patches> all = new ArrayList<>();
    for (Path file : files(folder, name)) {
      try (Picture picture = picture(file)) {
        all.add(model.patches(picture));
      }
    }
    assertThat(all).as(folder + " " + name).hasSizeGreaterThan(20);
    return all;
  }

  private static List<Path> files(String folder, String name) throws IOException {
    try (Stream<Path> files = Files.list(DATA.resolve(folder))) {
      return files.filter(f -> f.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  private static Picture picture(Path file) throws IOException {
    return Pictures.decoded(Picture.decode(Files.readAllBytes(file), file.toString()));
  }
}
