package dev.andon.sandbox.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.SceneTruth;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneStreamTest {

  @Test
  void the_same_seed_draws_the_same_frames_and_another_seed_does_not() {
    assertThat(jpegs(5)).isDeepEqualTo(jpegs(5));
    assertThat(jpegs(5)[0]).isNotEqualTo(jpegs(6)[0]);
  }

  @ParameterizedTest
  @EnumSource(PartOutline.class)
  void every_kind_of_blemish_occurs_and_its_box_lies_inside_the_frame(PartOutline part) {
    Set<String> seen = new HashSet<>();
    for (PartOutline.View view : PartOutline.View.values()) {
      SceneStream stream = new SceneStream(part, view, 1.0, 42);
      for (int i = 0; i < 15; i++) {
        SceneTruth truth = stream.next().truth();
        assertThat(truth.label()).isEqualTo(SceneTruth.Label.DEFECT);
        assertThat(truth.blemishes()).isNotEmpty();
        for (Blemish b : truth.blemishes()) {
          seen.add(b.className());
          assertThat(b.box().x2()).isLessThan(640);
          assertThat(b.box().y2()).isLessThan(480);
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder("scratch", "dent", "missing_hole");
  }

  @ParameterizedTest
  @EnumSource(PartOutline.View.class)
  void a_missing_hole_changes_the_pixels_inside_its_box(PartOutline.View view) {
    SceneStream bad = new SceneStream(PartOutline.PLATE, view, 1.0, 9);
    for (int i = 0; i < 200; i++) {
      Scene scene = bad.next();
      for (Blemish b : scene.truth().blemishes()) {
        if (b.className().equals("missing_hole")) {
          int x = (b.box().x1() + b.box().x2()) / 2;
          int y = (b.box().y1() + b.box().y2()) / 2;
          assertThat(scene.image().getRGB(x, y) & 0xFF).isGreaterThan(90);
          return;
        }
      }
    }
    throw new AssertionError("no missing hole in 200 frames");
  }

  @Test
  void the_belt_stops_now_and_then_and_a_still_part_keeps_its_number_and_truth() {
    SceneStream stream = new SceneStream(PartOutline.FLANGE, PartOutline.View.TOP, 0.5, 3);
    List<Scene> scenes = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      scenes.add(stream.next());
    }
    int still = 0;
    for (int i = 1; i < scenes.size(); i++) {
      if (scenes.get(i).partNumber() == scenes.get(i - 1).partNumber()) {
        still++;
        assertThat(scenes.get(i).truth()).isEqualTo(scenes.get(i - 1).truth());
      }
    }
    assertThat(still).isBetween(8, 65);
  }

  @Test
  void about_the_asked_share_of_parts_is_bad_and_golden_parts_never_are() {
    SceneStream stream = new SceneStream(PartOutline.BRACKET, PartOutline.View.TOP, 0.3, 8);
    Set<Long> parts = new HashSet<>();
    Set<Long> bad = new HashSet<>();
    while (parts.size() < 60) {
      Scene scene = stream.next();
      parts.add(scene.partNumber());
      if (scene.truth().label() == SceneTruth.Label.DEFECT) {
        bad.add(scene.partNumber());
      }
    }
    assertThat(bad.size()).isBetween(6, 32);
    assertThat(stream.golden().truth()).isEqualTo(SceneTruth.golden());
  }

  @Test
  void a_frame_is_a_jpeg_of_640_by_480() throws IOException {
    byte[] jpeg = new SceneStream(PartOutline.PLATE, PartOutline.View.TOP, 0, 1).next().jpeg();

    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(jpeg));

    assertThat(decoded.getWidth()).isEqualTo(640);
    assertThat(decoded.getHeight()).isEqualTo(480);
    assertThat(jpeg.length).isBetween(10_000, 200_000);
  }

  private static byte[][] jpegs(long seed) {
    SceneStream stream = new SceneStream(PartOutline.PLATE, PartOutline.View.CLOSE, 0.5, seed);
    return new byte[][] {stream.next().jpeg(), stream.next().jpeg()};
  }
}
