package dev.andon.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.indexer.UShortIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as cameras, converters and broken disks write them. */
final class PictureDecoderTest {

  @ParameterizedTest
  @ValueSource(strings = {".bmp", ".tif", ".webp", ".png", ".jpg"})
  void the_formats_of_industrial_cameras_are_read(String ending) {
    try (Picture drawn = Pictures.plain(40, 30, 200, 120, 10);
        Picture read = decoded(encoded(ending, drawn.mat()))) {
      assertThat(read.bounds()).isEqualTo(drawn.bounds());
      assertThat(read.pixels()[0] & 0xFF).isCloseTo(200, within(6));
      assertThat(read.pixels()[2] & 0xFF).isCloseTo(10, within(6));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".bmp", ".tif", ".webp", ".png"})
  void each_of_them_is_refused_while_it_is_still_being_written(String ending) {
    try (Picture drawn = Pictures.pattern(40, 30)) {
      byte[] whole = encoded(ending, drawn.mat());
      for (int parts = 1; parts < 8; parts++) {
        assertThat(reason(Arrays.copyOf(whole, whole.length * parts / 8))).startsWith("part: ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".bmp", ".tif", ".webp", ".png"})
  void a_flipped_byte_gives_a_picture_or_a_refusal_and_never_an_exception(String ending) {
    Random random = new Random(5);
    try (Picture drawn = Pictures.pattern(40, 30)) {
      byte[] whole = encoded(ending, drawn.mat());
      for (int i = 0; i < 200; i++) {
        byte[] damaged = whole.clone();
        damaged[i < 100 ? i % damaged.length : random.nextInt(damaged.length)] =
            (byte) random.nextInt();
        if (decoder(PixelRules.DEFAULT).decode(damaged, "part")
            instanceof Decoding.Decoded(Picture picture)) {
          picture.close();
        }
      }
    }
  }

  @Test
  void a_bitmap_that_promises_too_many_pixels_is_refused_before_decoding() {
    try (Picture drawn = Pictures.pattern(8, 8)) {
      byte[] bmp = encoded(".bmp", drawn.mat());
      bmp[20] = 1;
      bmp[24] = 1;
      assertThat(reason(bmp)).contains("65544×65544 pixels declared");
    }
  }

  @Test
  void twelve_bits_in_sixteen_are_judged_as_bright_as_they_are_where_the_station_says_so() {
    byte[] png = deep(2_230);

    try (Picture declared = decoded(png, new PixelRules(12, 0));
        Picture undeclared = decoded(png)) {
      assertThat(declared.pixels()[0] & 0xFF).isEqualTo(139);
      assertThat(undeclared.pixels()[0] & 0xFF).as("never guessed").isEqualTo(9);
    }
  }

  @Test
  void ten_bits_in_a_tiff_and_values_above_the_declared_bits_are_white() {
    try (Mat mat = new Mat(8, 8, opencv_core.CV_16UC1, Scalar.all(512));
        Mat above = new Mat(8, 8, opencv_core.CV_16UC1, Scalar.all(4_000));
        Picture half = decoded(encoded(".tif", mat), new PixelRules(10, 0));
        Picture white = decoded(encoded(".tif", above), new PixelRules(10, 0))) {
      assertThat(half.pixels()[0] & 0xFF).isEqualTo(128);
      assertThat(white.pixels()[0] & 0xFF).isEqualTo(255);
    }
  }

  @Test
  void who_forgets_to_declare_the_bits_is_told_so_once_after_twenty_dim_pictures() {
    PictureDecoder decoder = decoder(PixelRules.DEFAULT);
    Warnings warnings = new Warnings();
    try {
      for (int i = 0; i < 20; i++) {
        close(decoder.decode(deep(4_095), "part"));
      }
      assertThat(warnings.said).isEmpty();
      for (int i = 0; i < 30; i++) {
        close(decoder.decode(deep(4_095), "part"));
      }
      assertThat(warnings.said).hasSize(1);
      assertThat(warnings.said.getFirst()).contains("source.bits").contains("4095");
    } finally {
      warnings.close();
    }
  }

  @Test
  void one_bright_picture_in_twenty_shows_that_all_bits_are_used() {
    PictureDecoder decoder = decoder(PixelRules.DEFAULT);
    Warnings warnings = new Warnings();
    try {
      for (int i = 0; i < 100; i++) {
        close(decoder.decode(deep(i % 20 == 0 ? 60_000 : 900), "part"));
      }
      assertThat(warnings.said).isEmpty();
    } finally {
      warnings.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".png", ".webp", ".tif"})
  void transparent_pixels_show_the_declared_background_and_not_their_hidden_colour(String ending) {
    try (Mat hidden = new Mat(16, 16, opencv_core.CV_8UC4, new Scalar(0, 0, 255, 0));
        Picture onGreen = decoded(encoded(ending, hidden), new PixelRules(16, 0x00FF00));
        Picture onWhite = decoded(encoded(ending, hidden))) {
      assertThat(onGreen.pixels()).startsWith(0, (byte) 255, 0);
      assertThat(onWhite.pixels()).startsWith((byte) 255, (byte) 255, (byte) 255);
    }
  }

  @Test
  void half_transparent_pixels_are_mixed_with_it() {
    try (Mat half = new Mat(4, 4, opencv_core.CV_8UC4, new Scalar(200, 100, 0, 128));
        Picture mixed = decoded(encoded(".png", half), new PixelRules(16, 0x000000))) {
      assertThat(mixed.pixels()).startsWith((byte) 100, (byte) 50, (byte) 0);
    }
  }

  @Test
  void bytes_between_the_segments_of_a_jpeg_are_skipped_as_every_viewer_does() {
    try (Picture drawn = Pictures.pattern(64, 64)) {
      byte[] jpeg = drawn.jpeg();
      int table = segment(jpeg, 0xDB);
      byte[] padded = new byte[jpeg.length + 2];
      System.arraycopy(jpeg, 0, padded, 0, table);
      System.arraycopy(jpeg, table, padded, table + 2, jpeg.length - table);
      try (Picture read = decoded(padded);
          Picture plain = decoded(jpeg)) {
        assertThat(read.pixels()).isEqualTo(plain.pixels());
        assertThat(read.damage()).isEmpty();
      }
    }
  }

  @Test
  void a_jpeg_that_has_all_its_rows_needs_no_end_marker() {
    try (Picture drawn = Pictures.pattern(64, 64)) {
      byte[] jpeg = drawn.jpeg();
      try (Picture read = decoded(Arrays.copyOf(jpeg, jpeg.length - 2));
          Picture plain = decoded(jpeg)) {
        assertThat(read.pixels()).isEqualTo(plain.pixels());
      }
      assertThat(reason(Arrays.copyOf(jpeg, jpeg.length - 200))).contains("truncated");
    }
  }

  @Test
  void a_jpeg_with_a_hole_in_its_scan_says_that_some_pixels_are_made_up() {
    try (Picture drawn = Pictures.pattern(256, 256)) {
      byte[] jpeg = drawn.jpeg();
      int scan = segment(jpeg, 0xDA);
      int middle = scan + (jpeg.length - scan) / 2;
      Arrays.fill(jpeg, middle, middle + 512, (byte) 0);
      try (Picture read = decoded(jpeg)) {
        assertThat(read.damage()).hasValueSatisfying(d -> assertThat(d).startsWith("Corrupt JPEG"));
      }
    }
  }

  @Test
  void a_jpeg_whose_second_half_is_another_picture_says_so_too() {
    try (Picture drawn = Pictures.pattern(256, 256);
        Picture other = Pictures.plain(256, 256, 3, 200, 90)) {
      byte[] jpeg = drawn.jpeg();
      byte[] second = other.jpeg();
      int cut = jpeg.length / 2;
      byte[] glued = Arrays.copyOf(jpeg, cut + second.length);
      System.arraycopy(second, 0, glued, cut, second.length);
      try (Picture read = decoded(glued)) {
        assertThat(read.damage()).isPresent();
      }
    }
  }

  @Test
  void an_encoder_that_pads_its_scan_damages_nothing() {
    try (Picture drawn = Pictures.pattern(64, 64)) {
      byte[] jpeg = drawn.jpeg();
      byte[] padded = Arrays.copyOf(jpeg, jpeg.length + 30);
      Arrays.fill(padded, jpeg.length - 2, padded.length, (byte) 0);
      padded[padded.length - 2] = (byte) 0xFF;
      padded[padded.length - 1] = (byte) 0xD9;
      try (Picture read = decoded(padded)) {
        assertThat(read.damage()).isEmpty();
      }
    }
  }

  @Test
  void whole_pictures_are_never_called_damaged() {
    Random random = new Random(9);
    for (int i = 0; i < 40; i++) {
      byte[] bgr = new byte[97 * 61 * 3];
      random.nextBytes(bgr);
      int quality = 20 + 2 * i;
      try (Picture noise = Picture.of(97, 61, bgr);
          Picture read = decoded(noise.jpeg(quality))) {
        assertThat(read.damage()).as("quality %d", quality).isEmpty();
      }
    }
  }

  @Test
  void a_depth_that_no_camera_has_is_refused() {
    assertThatThrownBy(() -> new PixelRules(11, 0)).hasMessageContaining("10, 12, 14 or 16");
    assertThatThrownBy(() -> PixelRules.colour("white")).hasMessageContaining("#rrggbb");
    assertThat(PixelRules.colour("#00Ff7f")).isEqualTo(0x00FF7F);
  }

  private static PictureDecoder decoder(PixelRules rules) {
    return new PictureDecoder(DecodeLimits.DEFAULT, rules);
  }

  private static Picture decoded(byte[] bytes) {
    return decoded(bytes, PixelRules.DEFAULT);
  }

  private static Picture decoded(byte[] bytes, PixelRules rules) {
    return Pictures.decoded(decoder(rules).decode(bytes, "part"));
  }

  private static void close(Decoding decoding) {
    Pictures.decoded(decoding).close();
  }

  private static String reason(byte[] bytes) {
    return switch (decoder(PixelRules.DEFAULT).decode(bytes, "part")) {
      case Decoding.Refused(String reason) -> reason;
      case Decoding.Decoded(Picture picture) -> throw new AssertionError("decoded " + picture);
    };
  }

  /** A grey PNG of sixteen bits a channel. */
  private static byte[] deep(int value) {
    try (Mat mat = new Mat(8, 8, opencv_core.CV_16UC1)) {
      UShortIndexer pixels = mat.createIndexer();
      IntStream.range(0, 64).forEach(i -> pixels.put(i / 8, i % 8, value));
      return encoded(".png", mat);
    }
  }

  private static byte[] encoded(String ending, Mat mat) {
    try (BytePointer out = new BytePointer()) {
      assertThat(opencv_imgcodecs.imencode(ending, mat, out)).isTrue();
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  private static int segment(byte[] jpeg, int marker) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != marker) {
      at += 2 + (ByteBuffer.wrap(jpeg).getShort(at + 2) & 0xFFFF);
    }
    return at;
  }

  /** What the decoder logs. */
  private static final class Warnings extends Handler {
    private final java.util.List<String> said = new java.util.ArrayList<>();
    private final Logger logger = Logger.getLogger(PictureDecoder.class.getName());

    Warnings() {
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      said.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
