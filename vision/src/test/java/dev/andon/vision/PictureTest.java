package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.wire.Box;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PictureTest {

  @Test
  void a_png_comes_back_with_every_pixel() {
    try (Picture picture = Pictures.pattern(31, 17);
        Picture again = Pictures.decoded(Picture.decode(picture.png(), "a.png"))) {
      assertThat(again.pixels()).isEqualTo(picture.pixels());
    }
  }

  @Test
  void a_jpeg_keeps_size_and_colour() {
    try (Picture picture = Pictures.plain(64, 48, 10, 120, 200);
        Picture again = Pictures.decoded(Picture.decode(picture.jpeg(), "a.jpg"))) {
      assertThat(again.bounds()).isEqualTo(new Box(0, 0, 64, 48));
      assertThat(again.pixels()[0] & 0xFF).isBetween(5, 15);
      assertThat(again.pixels()[2] & 0xFF).isBetween(195, 205);
    }
  }

  @Test
  void a_crop_is_a_copy_of_its_box() {
    try (Picture picture = Pictures.pattern(20, 10);
        Picture crop = picture.crop(new Box(3, 2, 5, 4))) {
      int at = (2 * 20 + 3) * 3;
      assertThat(Arrays.copyOf(crop.pixels(), 6))
          .isEqualTo(Arrays.copyOfRange(picture.pixels(), at, at + 6));
    }
  }

  @Test
  void a_box_outside_of_the_picture_is_refused() {
    try (Picture picture = Pictures.pattern(20, 10)) {
      assertThatThrownBy(() -> picture.crop(new Box(0, 0, 21, 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("20×10");
    }
  }

  @Test
  void an_empty_file_is_refused_by_name() {
    assertThat(reason(new byte[0])).isEqualTo("part.jpg: the file is empty");
  }

  @Test
  void a_file_that_is_no_picture_is_refused() {
    assertThat(reason("not a picture at all, but text".getBytes(StandardCharsets.UTF_8)))
        .contains("neither a JPEG nor");
  }

  @Test
  void every_truncation_of_a_jpeg_is_refused() {
    try (Picture picture = Pictures.pattern(64, 64)) {
      byte[] jpeg = picture.jpeg();
      for (int length = 0; length < jpeg.length; length += 7) {
        assertThat(reason(Arrays.copyOf(jpeg, length))).startsWith("part.jpg: ");
      }
      assertThat(reason(Arrays.copyOf(jpeg, jpeg.length / 2))).contains("truncated");
    }
  }

  @Test
  void every_truncation_of_a_png_is_refused() {
    try (Picture picture = Pictures.pattern(64, 64)) {
      byte[] png = picture.png();
      for (int length = 0; length < png.length - 12; length += 97) {
        assertThat(reason(Arrays.copyOf(png, length))).startsWith("part.jpg: ");
      }
    }
  }

  @Test
  void a_header_that_promises_30000_by_30000_pixels_is_refused_before_decoding() {
    try (Picture picture = Pictures.pattern(8, 8)) {
      byte[] png = picture.png();
      ByteBuffer.wrap(png).putInt(16, 30_000).putInt(20, 30_000);
      assertThat(reason(png)).contains("30000×30000 pixels declared", "50000000");
      byte[] jpeg = picture.jpeg();
      int at = frameHeader(jpeg);
      ByteBuffer.wrap(jpeg).putShort(at + 5, (short) 30_000).putShort(at + 7, (short) 30_000);
      assertThat(reason(jpeg)).contains("30000×30000 pixels declared");
    }
  }

  @Test
  void a_file_over_the_byte_limit_is_refused() {
    try (Picture picture = Pictures.pattern(64, 64)) {
      byte[] png = picture.png();
      Decoding decoding = Picture.decode(png, "big.png", new DecodeLimits(100, 1_000_000));
      assertThat(decoding)
          .isEqualTo(
              new Decoding.Refused("big.png: " + png.length + " bytes, more than the 100 allowed"));
    }
  }

  @Test
  void damaged_bytes_give_a_picture_or_a_refusal_but_never_an_exception() {
    Random random = new Random(42);
    try (Picture picture = Pictures.pattern(48, 48)) {
      byte[] jpeg = picture.jpeg();
      byte[] png = picture.png();
      for (int i = 0; i < 60; i++) {
        byte[] damaged = (i % 2 == 0 ? jpeg : png).clone();
        for (int hit = 0; hit < 4; hit++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        switch (Picture.decode(damaged, "damaged")) {
          case Decoding.Decoded(Picture decoded) -> decoded.close();
          case Decoding.Refused(String reason) -> assertThat(reason).startsWith("damaged: ");
        }
      }
    }
  }

  private static String reason(byte[] bytes) {
    return switch (Picture.decode(bytes, "part.jpg")) {
      case Decoding.Refused(String reason) -> reason;
      case Decoding.Decoded(Picture picture) -> throw new AssertionError("decoded " + picture);
    };
  }

  private static int frameHeader(byte[] jpeg) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != 0xC0) {
      at += 2 + ByteBuffer.wrap(jpeg).getShort(at + 2);
    }
    return at;
  }
}
