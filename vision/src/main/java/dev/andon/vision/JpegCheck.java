package dev.andon.vision;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a JPEG's scan holds all of its picture. OpenCV's decoder paints what is missing grey and
 * says so on standard error alone; the JDK's decoder tells its warnings to whoever asks. It costs
 * about as much as decoding a second time.
 */
final class JpegCheck {
  private static final Logger LOG = LoggerFactory.getLogger(JpegCheck.class);

  /** Bytes that belong to no segment: every viewer skips them. */
  private static final Pattern EXTRANEOUS =
      Pattern.compile("(\\d+) extraneous bytes before marker 0x(..)");

  private static final String END_MARKER = "d9";

  private static final int SAMPLED = 8;

  private JpegCheck() {}

  /**
   * What is wrong with the picture's data; empty where nothing is. A file without an end marker is
   * whole if its rows are.
   */
  static Optional<String> damage(byte[] jpeg, boolean ended) {
    byte[] whole = ended ? jpeg : withEndMarker(jpeg);
    List<String> warnings = new ArrayList<>();
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(whole))) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      ImageReadParam sampled = reader.getDefaultReadParam();
      sampled.setSourceSubsampling(SAMPLED, SAMPLED, 0, 0);
      reader.readRaster(0, sampled);
    } catch (IOException | RuntimeException unknown) {
      // What this decoder cannot read at all, the other one may: it decides.
      LOG.debug("a JPEG is not checked: {}", unknown.toString());
    } finally {
      reader.dispose();
    }
    return warnings.stream().filter(warning -> harms(warning, whole)).findFirst();
  }

  /**
   * Data behind the last row means that rows before it were lost, unless an encoder has filled up
   * with padding.
   */
  private static boolean harms(String warning, byte[] jpeg) {
    Matcher extraneous = EXTRANEOUS.matcher(warning);
    if (!extraneous.find()) {
      return true;
    }
    return extraneous.group(2).equals(END_MARKER)
        && !isPadding(jpeg, Integer.parseInt(extraneous.group(1)));
  }

  private static boolean isPadding(byte[] jpeg, int bytes) {
    int end = jpeg.length - 2;
    while (end > 0 && !(jpeg[end] == (byte) 0xFF && jpeg[end + 1] == (byte) 0xD9)) {
      end--;
    }
    for (int at = Math.max(0, end - bytes); at < end; at++) {
      if (jpeg[at] != 0 && jpeg[at] != (byte) 0xFF) {
        return false;
      }
    }
    return true;
  }

  /** For decoders that refuse a whole picture without one. */
  static byte[] withEndMarker(byte[] jpeg) {
    byte[] ended = Arrays.copyOf(jpeg, jpeg.length + 2);
    ended[jpeg.length] = (byte) 0xFF;
    ended[jpeg.length + 1] = (byte) 0xD9;
    return ended;
  }
}
