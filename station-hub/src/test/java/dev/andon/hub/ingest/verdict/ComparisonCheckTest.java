package dev.andon.hub.ingest.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.ingest.Drawn;
import dev.andon.wire.Box;
import dev.andon.wire.Comparison;
import dev.andon.wire.Image;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ComparisonCheckTest {
  private static final Box BOX = new Box(0, 0, 100, 100);

  private static String code(String mediaType, byte[] bytes) {
    return code(new Comparison.Shown(Image.of(mediaType, BOX, bytes)));
  }

  private static String code(Comparison comparison) {
    return ComparisonCheck.problem(comparison).map(ComparisonCheck.Problem::code).orElse("fine");
  }

  @Test
  void whole_pictures_up_to_512_pixels_each_way_are_fine() {
    assertThat(code("image/jpeg", Drawn.picture("jpeg", 512, 252, 1))).isEqualTo("fine");
    assertThat(code("image/png", Drawn.picture("png", 200, 512, 1))).isEqualTo("fine");
    assertThat(code(Comparison.NONE)).isEqualTo("fine");
  }

  @Test
  void a_picture_that_costs_more_than_was_told_is_dropped() {
    assertThat(code("image/png", Drawn.picture("png", 513, 10, 1))).isEqualTo("too_large");
    assertThat(code("image/png", Drawn.picture("png", 10, 600, 1))).isEqualTo("too_large");
  }

  @Test
  void what_a_provider_would_refuse_together_with_the_question_is_dropped() {
    byte[] png = Drawn.picture("png", 40, 40, 1);
    byte[] jpeg = Drawn.picture("jpeg", 40, 40, 1);
    assertThat(code("image/jpeg", png)).as("another kind than it says").isEqualTo("no_picture");
    assertThat(code("image/png", jpeg)).isEqualTo("no_picture");
    assertThat(code("image/png", Arrays.copyOf(png, png.length - 1))).isEqualTo("no_picture");
    assertThat(code("image/jpeg", Arrays.copyOf(jpeg, jpeg.length / 2))).isEqualTo("no_picture");
    assertThat(code("image/jpeg", new byte[] {(byte) 0xFF})).isEqualTo("no_picture");
    assertThat(code("image/jpeg", new byte[5_000])).isEqualTo("no_picture");
  }

  @Test
  void bytes_that_changed_on_the_way_are_dropped() {
    byte[] png = Drawn.picture("png", 40, 40, 1);
    Image other = new Image("image/png", BOX, Image.hash(new byte[3]), png);
    assertThat(code(new Comparison.Shown(other))).isEqualTo("image_hash");
    assertThat(code(new Comparison.Unusable("it is no map"))).isEqualTo("unreadable");
  }
}
