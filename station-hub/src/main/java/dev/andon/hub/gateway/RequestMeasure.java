package dev.andon.hub.gateway;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.RawJson;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.price.RequestShape;
import dev.andon.hub.request.Checked;
import dev.andon.hub.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Measures a request for its upper bound, and refuses images that are none or too large. Pure. */
public final class RequestMeasure {
  private static final int BYTES_PER_TOKEN = 4;
  private static final int TOKENS_PER_IMAGE = 800;
  private static final byte[] HOUR = {'"', '1', 'h', '"'};

  private final long maxPixels;
  private final List<RequestShape.Image> images = new ArrayList<>();
  private long textBytes;
  private boolean hourCache;
  private Optional<Refusal> refusal = Optional.empty();

  private RequestMeasure(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  /**
   * Measures {@code content}; refuses an image that is none, or too large.
   *
   * @param maxPixels the most pixels an image may have
   */
  public static Checked<RequestShape> of(Content content, long maxPixels) {
    RequestMeasure shape = new RequestMeasure(maxPixels);
    RequestShape measured =
        switch (content) {
          case Chat chat -> shape.chat(chat);
          case Embed embed -> shape.embed(embed);
        };
    return shape
        .refusal
        .<Checked<RequestShape>>map(Checked.Stop::new)
        .orElseGet(() -> new Checked.Go<>(measured));
  }

  /** What a request is likely to read and write, in tokens; put right when its usage is known. */
  public static long estimatedTokens(RequestShape shape) {
    return shape.textBytes() / BYTES_PER_TOKEN
        + (long) shape.images().size() * TOKENS_PER_IMAGE
        + (long) shape.maxOutputTokens().orElse(0) * shape.choices();
  }

  private RequestShape embed(Embed embed) {
    return new RequestShape(
        embed.input().bytes().length(), 1, List.of(), 1, OptionalInt.of(1), false);
  }

  private RequestShape chat(Chat chat) {
    chat.system().forEach(this::part);
    chat.messages().forEach(this::message);
    chat.tools().forEach(this::tool);
    chat.toolChoice().ifPresent(this::toolChoice);
    format(chat.format());
    chat.sampling().stop().forEach(this::text);
    fields(chat.extra());
    return new RequestShape(
        textBytes,
        chat.messages().size() + 1,
        images,
        chat.sampling().choices(),
        chat.sampling().maxTokens(),
        hourCache);
  }

  private void message(Message message) {
    message.parts().forEach(this::part);
    for (ToolCall call : message.toolCalls()) {
      text(call.id());
      text(call.name());
      text(call.arguments());
    }
    fields(message.extra());
  }

  private void part(Part part) {
    fields(part.extra());
    switch (part) {
      case Part.Text text -> text(text.text());
      case Part.ImageUrl url -> {
        text(url.url());
        images.add(RequestShape.Image.UNKNOWN);
      }
      case Part.InlineImage image -> image(image);
      case Part.Opaque opaque -> raw(opaque.json());
    }
  }

  private void image(Part.InlineImage image) {
    Optional<ImageSize> size = ImageSize.of(image.image());
    if (size.isEmpty()) {
      refuse(
          new Refusal.BadRequest(
              Optional.of("image_url"),
              "an inline image is no PNG, JPEG, GIF or WebP file; send the encoded file as base64"));
      return;
    }
    if (size.get().pixels() > maxPixels) {
      refuse(
          new Refusal.TooLarge(
              maxPixels,
              size.get().pixels(),
              "an image has "
                  + size.get().width()
                  + " x "
                  + size.get().height()
                  + " pixels; at most "
                  + maxPixels
                  + " are taken"));
      return;
    }
    images.add(RequestShape.Image.of(size.get().width(), size.get().height()));
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Opaque opaque -> raw(opaque.json());
      case Tool.Function function -> {
        text(function.name());
        function.description().ifPresent(this::text);
        function.parameters().ifPresent(this::raw);
        fields(function.extra());
      }
    }
  }

  private void toolChoice(ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Named named -> text(named.name());
      case ToolChoice.Opaque opaque -> raw(opaque.json());
      case ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Any _ -> {}
    }
  }

  /** A schema counts twice: a provider without schemas is told it in words as well. */
  private void format(AnswerFormat format) {
    switch (format) {
      case AnswerFormat.Text _, AnswerFormat.JsonObject _ -> {}
      case AnswerFormat.JsonSchema schema -> {
        textBytes += 2L * schema.schema().bytes().length();
        fields(schema.extra());
      }
    }
  }

  private void fields(List<JsonField> fields) {
    for (JsonField field : fields) {
      text(field.name());
      raw(field.value());
    }
  }

  /** What is handed on as received may ask for a lifetime in the provider's cache. */
  private void raw(RawJson json) {
    textBytes += json.bytes().length();
    hourCache = hourCache || mayAskForAnHour(json.bytes());
  }

  /** Whether {@code "1h"} stands there, or an escape that may stand for it. */
  private static boolean mayAskForAnHour(ByteSlice json) {
    for (int i = 0; i + HOUR.length <= json.length(); i++) {
      byte b = json.at(i);
      if ((b == '\\' && json.at(i + 1) == 'u') || (b == HOUR[0] && hourAt(json, i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hourAt(ByteSlice json, int from) {
    for (int i = 0; i < HOUR.length; i++) {
      if (json.at(from + i) != HOUR[i]) {
        return false;
      }
    }
    return true;
  }

  /** Counts UTF-8 bytes without encoding; each half of a surrogate pair counts two of its four. */
  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      textBytes += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
    }
  }

  private void refuse(Refusal why) {
    if (refusal.isEmpty()) {
      refusal = Optional.of(why);
    }
  }
}
