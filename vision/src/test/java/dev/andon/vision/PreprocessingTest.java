package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

final class PreprocessingTest {
  private static final int PLANE = Preprocessing.SIDE * Preprocessing.SIDE;

  private final FloatBuffer buffer =
      ByteBuffer.allocateDirect(2 * Preprocessing.FLOATS * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();

  @Test
  void a_tile_of_the_input_size_is_copied_pixel_by_pixel_red_first() {
    try (Picture picture = Pictures.pattern(400, 300);
        Preprocessing preprocessing = new Preprocessing(buffer, 2)) {
      preprocessing.write(picture, new Box(37, 21, 197, 181), 1);
      byte[] bgr = picture.pixels();
      for (int i = 0; i < PLANE; i += 13) {
        int at = ((21 + i / 160) * 400 + 37 + i % 160) * 3;
        for (int plane = 0; plane < 3; plane++) {
          float expected = (bgr[at + 2 - plane] & 0xFF) / 255f;
          assertThat(buffer.get(Preprocessing.FLOATS + plane * PLANE + i))
              .isCloseTo(expected, within(1e-6f));
        }
      }
    }
  }

  @Test
  void a_tile_twice_as_large_is_averaged_by_area() {
    try (Picture picture = Pictures.pattern(320, 320);
        Preprocessing preprocessing = new Preprocessing(buffer, 2)) {
      preprocessing.write(picture, picture.bounds(), 0);
      byte[] bgr = picture.pixels();
      int red = 0;
      for (int at : new int[] {0, 3, 320 * 3, 321 * 3}) {
        red += bgr[at + 2] & 0xFF;
      }
      assertThat(buffer.get(0) * 255).isCloseTo(red / 4f, within(1f));
    }
  }

  @Test
  void a_smaller_tile_is_interpolated_linearly_from_pixel_centres() {
    try (Picture left = Pictures.plain(80, 160, 0, 0, 0);
        Picture picture = Pictures.painted(left, new Box(40, 0, 80, 160), 200, 200, 200);
        Preprocessing preprocessing = new Preprocessing(buffer, 2)) {
      preprocessing.write(picture, picture.bounds(), 0);
      assertThat(buffer.get(78) * 255).isCloseTo(0, within(0.5f));
      assertThat(buffer.get(79) * 255).isCloseTo(50, within(0.5f));
      assertThat(buffer.get(80) * 255).isCloseTo(150, within(0.5f));
      assertThat(buffer.get(81) * 255).isCloseTo(200, within(0.5f));
    }
  }
}
