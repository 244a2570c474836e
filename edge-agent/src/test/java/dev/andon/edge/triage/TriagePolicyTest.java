package dev.andon.edge.triage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.fixtures.TinyModel;
import dev.andon.vision.Band;
import dev.andon.vision.Bundle;
import dev.andon.vision.Manifest;
import dev.andon.vision.TileScores;
import dev.andon.wire.Box;
import dev.andon.wire.Region;
import dev.andon.wire.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TriagePolicyTest {
  private static final ViewKey V1 = new ViewKey("v1", "top");
  private final Manifest manifest = Bundle.open(TinyModel.directory()).manifest();
  private final TriagePolicy policy = new TriagePolicy(manifest, List.of());

  @Test
  void all_tiles_surely_good_make_a_pass() {
    assertThat(decide(tile(0, 0.1, 0.05), tile(1, 0.19, 0)))
        .isEqualTo(new Triage.Confident(new Verdict.Pass()));
  }

  @Test
  void one_surely_bad_tile_makes_a_defect_with_its_class_and_box() {
    assertThat(decide(tile(0, 0.1, 0.1), tile(1, 0.2, 0.95), tile(2, 0.5, 0)))
        .isInstanceOfSatisfying(
            Triage.Confident.class,
            confident -> {
              List<Verdict.Finding> findings = ((Verdict.Defect) confident.verdict()).findings();
              assertThat(findings).extracting(Verdict.Finding::label).containsExactly("dent");
              assertThat(findings.getFirst().box()).isEqualTo(new Box(100, 0, 200, 100));
            });
  }

  @Test
  void doubt_names_the_doubtful_tiles_only() {
    assertThat(decide(tile(0, 0.1, 0.1), tile(1, 0.5, 0.1), tile(2, 0.1, 0.2)))
        .isInstanceOfSatisfying(
            Triage.Unsure.class,
            unsure -> {
              assertThat(unsure.regions()).extracting(Region::slot).containsExactly(1, 2);
              Region region = unsure.regions().getFirst();
              assertThat(region.scores())
                  .containsExactly(
                      new Region.Score("scratch", 0.5f), new Region.Score("dent", 0.1f));
              assertThat(region.embedding()).containsExactly(1, 0, 0, 0);
            });
  }

  @Test
  void the_most_specific_rule_wins() {
    TriagePolicy own =
        new TriagePolicy(
            manifest,
            List.of(
                rule(Optional.empty(), Optional.empty(), 0.0, 1.0),
                rule(Optional.of("dent"), Optional.of("v1"), 0.6, 0.9),
                rule(Optional.of("dent"), Optional.empty(), 0.3, 0.9)));
    JudgedTile dent = tile(0, 0, 0.5);
    assertThat(own.place(dent, V1, 0, 0)).isEqualTo(Band.Side.DOUBTFUL); // scratch 0 ≥ 0.0
    JudgedTile onlyDent = new JudgedTile(0, new Box(0, 0, 9, 9), scores(-1, 0.5));
    assertThat(own.place(onlyDent, V1, 0, 0)).isEqualTo(Band.Side.GOOD);
    assertThat(own.place(onlyDent, new ViewKey("v2", "top"), 0, 0)).isEqualTo(Band.Side.DOUBTFUL);
  }

  @Test
  void next_to_its_golden_tile_a_tile_is_good_whatever_the_classes_suspect() {
    assertThat(beside(1, near(0, 0.7))).isEqualTo(new Triage.Confident(new Verdict.Pass()));
  }

  @Test
  void what_a_class_is_sure_about_is_never_overruled_to_good() {
    assertThat(beside(5, near(0, 0.99))).isInstanceOf(Triage.Unsure.class);
  }

  @Test
  void unless_the_golden_tile_looks_as_defective_to_the_class() {
    JudgedTile dots =
        new JudgedTile(
            0,
            new Box(0, 0, 9, 9),
            scores(0.99, 0),
            Optional.of(new ReferenceDistance(0.4, 0.5)),
            new float[] {0.99f, 0});
    assertThat(beside(5, dots)).isEqualTo(new Triage.Confident(new Verdict.Pass()));
  }

  @Test
  void with_fewer_than_five_golden_frames_a_distance_alone_is_asked_about() {
    assertThat(beside(4, far(scores(0.01, 0.01)))).isInstanceOf(Triage.Unsure.class);
    assertThat(beside(4, far(scores(0.99, 0.01))))
        .isInstanceOfSatisfying(
            Triage.Confident.class,
            confident -> assertThat(confident.verdict()).isInstanceOf(Verdict.Defect.class));
  }

  @Test
  void a_frame_that_does_not_lie_over_its_few_golden_ones_is_asked_about_whatever_a_class_says() {
    JudgedTile known = far(scores(0.99, 0.01));
    assertThat(lying(4, 0.05, near(1, 0.1), known))
        .isInstanceOfSatisfying(
            Triage.Unsure.class, unsure -> assertThat(unsure.regions()).hasSize(2));
    assertThat(lying(4, 0.03, near(1, 0.1), known)).isInstanceOf(Triage.Confident.class);
    assertThat(lying(5, 0.05, near(1, 0.1), known)).isInstanceOf(Triage.Confident.class);
  }

  @Test
  void many_small_defects_are_rejected_where_most_pixels_lie_over_the_golden_frame() {
    assertThat(lying(1, 0.03, alike(new ReferenceDistance(2, 20))))
        .isInstanceOf(Triage.Confident.class);
  }

  @Test
  void without_grounds_nothing_is_decided_and_no_score_is_told() {
    Examined sure =
        new Examined(List.of(tile(0, 0, 0), tile(1, 1, 1)), new Grounds.None("never enrolled"));
    assertThat(policy.decide(sure, V1))
        .isInstanceOfSatisfying(
            Triage.Unsure.class,
            unsure ->
                assertThat(unsure.regions())
                    .hasSize(2)
                    .allMatch(region -> region.scores().isEmpty()));
  }

  @Test
  void far_from_its_golden_tile_a_tile_is_bad_whatever_the_classes_believe() {
    JudgedTile far = far(scores(0.01, 0.01));
    assertThat(beside(5, near(1, 0.1), far))
        .isInstanceOfSatisfying(
            Triage.Confident.class,
            confident -> assertThat(confident.verdict()).isInstanceOf(Verdict.Defect.class));
  }

  @Test
  void suspicion_grows_with_every_part() {
    double before = suspicion(0.5, 1, 1);
    assertThat(suspicion(0.9, 1, 1)).isGreaterThan(before);
    assertThat(suspicion(0.5, 2, 1)).isGreaterThan(before);
    assertThat(suspicion(0.5, 1, 2)).isGreaterThan(before);
  }

  @Test
  void a_frame_unlike_its_golden_frames_all_over_is_asked_about() {
    assertThat(lying(5, 0.3, alike(new ReferenceDistance(20, 20))))
        .isInstanceOfSatisfying(
            Triage.Unsure.class, unsure -> assertThat(unsure.regions()).hasSize(6));
  }

  @Test
  void so_is_one_whose_grey_pixels_lie_over_the_golden_ones_and_whose_hue_is_another() {
    assertThat(lying(5, 0, alike(new ReferenceDistance(20, 0.5))))
        .isInstanceOf(Triage.Unsure.class);
  }

  @Test
  void many_small_defects_are_no_stranger_where_most_pixels_lie_over_the_golden_frame() {
    assertThat(lying(5, 0.03, alike(new ReferenceDistance(20, 20))))
        .isInstanceOf(Triage.Confident.class);
  }

  private static JudgedTile[] alike(ReferenceDistance distance) {
    JudgedTile[] tiles = new JudgedTile[6];
    for (int slot = 0; slot < tiles.length; slot++) {
      tiles[slot] =
          new JudgedTile(
              slot,
              new Box(slot, 0, slot + 1, 9),
              scores(0.5, 0.5),
              Optional.of(distance),
              new float[] {0, 0});
    }
    return tiles;
  }

  private Triage decide(JudgedTile... tiles) {
    return policy.decide(new Examined(List.of(tiles), new Grounds.Trained()), V1);
  }

  private Triage beside(int golden, JudgedTile... tiles) {
    return lying(golden, 0, tiles);
  }

  private Triage lying(int golden, double differing, JudgedTile... tiles) {
    return policy.decide(new Examined(List.of(tiles), new Grounds.Golden(golden, differing)), V1);
  }

  private static JudgedTile far(TileScores scores) {
    return new JudgedTile(
        0,
        new Box(0, 0, 9, 9),
        scores,
        Optional.of(new ReferenceDistance(8, 8)),
        new float[] {0, 0});
  }

  private double suspicion(double top, double embedding, double pixels) {
    return Suspicion.DEFAULT.of(top, new ReferenceDistance(embedding, pixels));
  }

  private static BandRule rule(
      Optional<String> label, Optional<String> variant, double accept, double reject) {
    return new BandRule(
        BandRule.Scale.CLASS_SCORE, label, variant, Optional.empty(), new Band(accept, reject));
  }

  private static JudgedTile tile(int slot, double scratch, double dent) {
    Box box = new Box(slot * 100, 0, slot * 100 + 100, 100);
    return new JudgedTile(slot, box, scores(scratch, dent));
  }

  private static JudgedTile near(int slot, double score) {
    Box box = new Box(slot * 100, 0, slot * 100 + 100, 100);
    return new JudgedTile(
        slot,
        box,
        scores(score, 0),
        Optional.of(new ReferenceDistance(0.4, 0.5)),
        new float[] {0, 0});
  }

  private static TileScores scores(double scratch, double dent) {
    return new TileScores(new float[] {1, 0, 0, 0}, new float[] {(float) scratch, (float) dent});
  }
}
