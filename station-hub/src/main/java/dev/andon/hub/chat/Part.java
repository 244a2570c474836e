package dev.andon.hub.chat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One piece of a message's content. Every variant keeps the fields it does not know in {@code
 * extra}.
 */
public sealed interface Part {

  /** Fields beside the known ones, as received. */
  List<JsonField> extra();

  /** Plain text. */
  record Text(String text, List<JsonField> extra) implements Part {
    public Text {
      extra = List.copyOf(extra);
    }

    public Text(String text) {
      this(text, List.of());
    }
  }

  /**
   * An image that came with the request.
   *
   * @param mediaType such as {@code image/jpeg}
   * @param image its bytes, unaltered
   * @param detail OpenAI's {@code detail} (low, high, auto), where given
   */
  record InlineImage(
      String mediaType, ImageBytes image, Optional<String> detail, List<JsonField> extra)
      implements Part {
    private static final Pattern IMAGE_TYPE = Pattern.compile("image/[A-Za-z0-9.+-]{1,64}");

    public InlineImage {
      if (!IMAGE_TYPE.matcher(mediaType).matches()) {
        throw new IllegalArgumentException("an image's media type starts with image/");
      }
      if (image.slice().length() == 0) {
        throw new IllegalArgumentException("an inline image has at least one byte");
      }
      extra = List.copyOf(extra);
    }

    public InlineImage(String mediaType, ImageBytes image) {
      this(mediaType, image, Optional.empty(), List.of());
    }
  }

  /**
   * An image that the provider is to fetch. It is never fetched while a request is admitted.
   *
   * @param url as received
   */
  record ImageUrl(String url, Optional<String> detail, List<JsonField> extra) implements Part {
    public ImageUrl {
      extra = List.copyOf(extra);
    }

    public ImageUrl(String url) {
      this(url, Optional.empty(), List.of());
    }
  }

  /**
   * A kind of content that the gateway does not interpret (audio, files, thinking blocks …). It is
   * handed on to providers of the same dialect; other dialects refuse it.
   *
   * @param dialect the dialect it is written in
   * @param type the {@code type} field's value
   * @param json the whole part
   */
  record Opaque(WireFormat dialect, String type, RawJson json) implements Part {
    @Override
    public List<JsonField> extra() {
      return List.of();
    }
  }
}
