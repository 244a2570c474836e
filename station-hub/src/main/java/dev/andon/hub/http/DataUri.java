package dev.andon.hub.http;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.json.BadJson;
import java.util.Locale;

/**
 * A {@code data:} URI (RFC 2397) that holds an image in base64, located and not copied.
 *
 * @param mediaType for example {@code image/jpeg}
 */
public record DataUri(String mediaType, ImageBytes image) {
  private static final int MAX_HEAD = 200;
  private static final String SCHEME = "data:";
  private static final String BASE64 = ";base64";

  /**
   * Reads the text between a JSON string's quotes.
   *
   * @throws BadJson if it is no image in base64
   */
  public static DataUri read(ByteSlice uri) {
    int comma = comma(uri);
    String head = uri.slice(0, comma).utf8();
    if (!head.toLowerCase(Locale.ROOT).endsWith(BASE64)) {
      throw new BadJson("an image's data URI must be base64: data:image/jpeg;base64,…");
    }
    String type = head.substring(SCHEME.length(), head.length() - BASE64.length());
    int parameter = type.indexOf(';');
    String mediaType = (parameter < 0 ? type : type.substring(0, parameter)).strip();
    if (!mediaType.startsWith("image/")) {
      throw new BadJson("an image's data URI must have a media type such as image/jpeg");
    }
    return of(mediaType, uri.slice(comma + 1, uri.length() - comma - 1));
  }

  /** An image whose media type and base64 text stand apart. */
  public static DataUri of(String mediaType, ByteSlice base64) {
    if (base64.length() == 0) {
      throw new BadJson("an image is empty");
    }
    check(base64);
    return new DataUri(mediaType, new ImageBytes.Base64(base64));
  }

  private static int comma(ByteSlice uri) {
    for (int i = 0; i < Math.min(MAX_HEAD, uri.length()); i++) {
      if (uri.at(i) == ',') {
        return i;
      }
    }
    throw new BadJson("an image's data URI has no comma: data:image/jpeg;base64,…");
  }

  /** The ends alone: a provider's decoder is the judge of the rest. */
  private static void check(ByteSlice base64) {
    int ends = Math.min(64, base64.length());
    for (int i = 0; i < ends; i++) {
      if (!alphabet(base64.at(i)) || !alphabet(base64.at(base64.length() - 1 - i))) {
        throw new BadJson("an image is not base64");
      }
    }
  }

  private static boolean alphabet(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '+'
        || b == '/'
        || b == '=';
  }
}
