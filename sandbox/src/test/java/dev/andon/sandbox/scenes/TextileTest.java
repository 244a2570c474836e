package dev.andon.sandbox.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.sandbox.truth.Blemish;
import dev.andon.sandbox.truth.SceneTruth;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class TextileTest {

  @Test
  void the_same_seed_draws_the_same_cloth_and_another_seed_does_not() {
    assertThat(new Textile(3).good().jpeg()).isEqualTo(new Textile(3).good().jpeg());
    assertThat(new Textile(3).good().jpeg()).isNotEqualTo(new Textile(4).good().jpeg());
  }

  @Test
  void a_seed_draws_what_it_drew_on_every_machine() {
    CRC32 sum = new CRC32();
    Textile textile = new Textile(1);
    sum.update(pixels(textile.good()));
    sum.update(pixels(textile.bad()));
    assertThat(Long.toHexString(sum.getValue())).isEqualTo("de8a4011");
  }

  @Test
  void every_kind_of_defect_occurs_and_its_box_lies_inside_the_frame() {
    Textile textile = new Textile(8);
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      SceneTruth truth = textile.bad().truth();
      assertThat(truth.label()).isEqualTo(SceneTruth.Label.DEFECT);
      assertThat(truth.blemishes()).hasSizeBetween(1, 2);
      for (Blemish each : truth.blemishes()) {
        seen.add(each.className());
        assertThat(each.box().x1()).isNotNegative();
        assertThat(each.box().y1()).isNotNegative();
        assertThat(each.box().x2()).isLessThanOrEqualTo(640);
        assertThat(each.box().y2()).isLessThanOrEqualTo(480);
      }
    }
    assertThat(seen).containsExactly("broken_thread", "hole", "stain");
  }

  @Test
  void good_cloth_has_no_defect_and_does_not_lie_over_the_cloth_before() {
    Textile textile = new Textile(2);
    Textile.Cloth first = textile.good();
    Textile.Cloth second = textile.good();
    assertThat(first.truth()).isEqualTo(SceneTruth.pass());
    byte[] one = pixels(first);
    byte[] two = pixels(second);
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xFF) - (two[i] & 0xFF));
    }
    // Two noisy frames of one piece of cloth would differ by three levels.
    assertThat(sum / one.length).isGreaterThan(20);
  }

  @Test
  void a_hole_is_dark_in_its_middle() {
    Textile textile = new Textile(5);
    for (int i = 0; i < 40; i++) {
      Textile.Cloth cloth = textile.bad();
      for (Blemish each : cloth.truth().blemishes()) {
        if (each.className().equals("hole")) {
          int x = (each.box().x1() + each.box().x2()) / 2;
          int y = (each.box().y1() + each.box().y2()) / 2;
          assertThat(cloth.image().getRGB(x, y) & 0xFF).isLessThan(70);
          return;
        }
      }
    }
    throw new AssertionError("no hole in 40 pieces of cloth");
  }

  private static byte[] pixels(Textile.Cloth cloth) {
    int[] rgb = cloth.image().getRGB(0, 0, 640, 480, null, 0, 640);
    byte[] bytes = new byte[rgb.length * 3];
    for (int i = 0; i < rgb.length; i++) {
      bytes[3 * i] = (byte) rgb[i];
      bytes[3 * i + 1] = (byte) (rgb[i] >> 8);
      bytes[3 * i + 2] = (byte) (rgb[i] >> 16);
    }
    return bytes;
  }
}
