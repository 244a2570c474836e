package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static final List<Integer> SEEDS = List.of(1, 2, 3);

  private static PatchModel model;
  private static Product cookies;
  private static Product screws;

  /** With twenty golden frames, one for each seed. */
  private static final List<Found> ofCookies = new ArrayList<>();

  private static final List<Found> ofScrews = new ArrayList<>();

  /** Patches of good and bad frames. */
  private record Product(List<Patches> good, List<Patches> bad) {}

  /** A memory, what its golden frames score, and what frames score that were not golden. */
  private record Found(
      PatchMemory memory, GoldenScores golden, List<PatchScore> good, List<PatchScore> bad) {
    double area() {
      return rocArea(worst(good), worst(bad));
    }
  }

  @BeforeAll
  static void seeEveryFrame() throws Exception {
    model = ShippedBackbone.open();
    cookies = new Product(patches("cookie/good", ".*jpg"), patches("cookie/bad", ".*jpg"));
    screws =
        new Product(patches("screws", ".*_1111.jpg"), patches("screws", ".*_(?!1111)....\\.jpg"));
    for (int seed : SEEDS) {
      ofCookies.add(judged(cookies, 20, seed));
      ofScrews.add(judged(screws, 20, seed));
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void twenty_golden_cookies_tell_whole_from_broken_ones_that_lie_as_they_like() {
    assertThat(ofCookies).allSatisfy(found -> assertThat(found.area()).isGreaterThan(0.99));
  }

  @Test
  void twenty_golden_photos_tell_whole_screw_stations_from_those_where_one_is_missing() {
    assertThat(ofScrews).allSatisfy(found -> assertThat(found.area()).isGreaterThan(0.99));
  }

  @Test
  void five_golden_frames_order_most_and_one_still_many() {
    assertThat(mean(areas(cookies, 5))).isGreaterThan(0.97);
    assertThat(mean(areas(screws, 5))).isGreaterThan(0.97);
    assertThat(mean(areas(cookies, 1))).isGreaterThan(0.93);
    assertThat(mean(areas(screws, 1))).isGreaterThan(0.93);
  }

  @Test
  void no_broken_cookie_and_no_missing_screw_looks_much_better_than_the_worst_golden_frame() {
    for (Found found : Stream.concat(ofCookies.stream(), ofScrews.stream()).toList()) {
      assertThat(worst(found.bad()))
          .allSatisfy(each -> assertThat(each / found.golden().worst()).isGreaterThan(0.95));
    }
  }

  @Test
  void screws_are_strangers_to_a_view_of_cookies_and_cookies_to_one_of_screws_own_frames_are_not() {
    ofCookies.forEach(found -> assertStrangersAreTold(found, screws));
    ofScrews.forEach(found -> assertStrangersAreTold(found, cookies));
  }

  @Test
  void a_memory_of_twenty_frames_takes_304_kilobytes() {
    assertThat(PatchMemory.of(cookies.good().subList(0, 20)).bytes()).isEqualTo(304_012);
  }

  private static void assertStrangersAreTold(Found found, Product strangers) {
    assertThat(strangeness(found, found.good()))
        .allSatisfy(each -> assertThat(each).isLessThan(GoldenScores.NOT_THIS_VIEW));
    assertThat(strangeness(found, found.bad()))
        .allSatisfy(each -> assertThat(each).isLessThan(GoldenScores.NOT_THIS_VIEW));
    List<PatchScore> strange = new ArrayList<>(scores(found.memory(), strangers.good()));
    strange.addAll(scores(found.memory(), strangers.bad()));
    assertThat(strangeness(found, strange))
        .allSatisfy(each -> assertThat(each).isGreaterThan(GoldenScores.NOT_THIS_VIEW));
    assertThat(worst(strange))
        .allSatisfy(each -> assertThat(each).isGreaterThan(found.golden().worst()));
  }

  private static List<Double> strangeness(Found found, List<PatchScore> scores) {
    return scores.stream().map(found.golden()::strangeness).toList();
  }

  private static List<Double> areas(Product product, int golden) {
    return SEEDS.stream().map(seed -> area(product, golden, seed)).toList();
  }

  private static double area(Product product, int golden, int seed) {
    List<Patches> good = drawn(product.good(), seed);
    PatchMemory memory = PatchMemory.of(good.subList(0, golden));
    return rocArea(
        worst(scores(memory, good.subList(golden, good.size()))),
        worst(scores(memory, product.bad())));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(each -> each).average().orElseThrow();
  }

  private static Found judged(Product product, int golden, int seed) {
    List<Patches> good = drawn(product.good(), seed);
    List<Patches> remembered = good.subList(0, golden);
    PatchMemory memory = PatchMemory.of(remembered);
    return new Found(
        memory,
        PatchMemory.leaveOneOut(remembered, PatchMemory.DEFAULT_PATCHES, 20),
        scores(memory, good.subList(golden, good.size())),
        scores(memory, product.bad()));
  }

  private static List<PatchScore> scores(PatchMemory memory, List<Patches> frames) {
    return frames.stream().map(memory::score).toList();
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
