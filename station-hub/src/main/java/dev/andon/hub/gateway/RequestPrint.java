package dev.andon.hub.gateway;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.Embed;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Tells equal requests from different ones, cheaply: two checksums with different polynomials and
 * the length, together more than 64 bits. Enough to recognise a retry loop, never used to share
 * answers. Confined to one request.
 */
final class RequestPrint {
  private final CRC32 first = new CRC32();
  private final CRC32C second = new CRC32C();
  private long length;

  private RequestPrint() {}

  static String of(Content content) {
    RequestPrint print = new RequestPrint();
    print.text(content.model().text());
    switch (content) {
      case Embed embed -> {
        print.bytes(embed.input().bytes());
        print.fields(embed.extra());
      }
      case Chat chat -> print.chat(chat);
    }
    return Long.toHexString(print.first.getValue())
        + Long.toHexString(print.second.getValue())
        + Long.toHexString(print.length);
  }

  private void chat(Chat chat) {
    parts(chat.system());
    for (Message message : chat.messages()) {
      text(message.role().name());
      parts(message.parts());
      message.toolCalls().forEach(call -> text(call.arguments()));
    }
    text(chat.sampling().toString());
    if (chat.format() instanceof AnswerFormat.JsonSchema schema) {
      bytes(schema.schema().bytes());
    }
    fields(chat.extra());
  }

  private void parts(List<Part> parts) {
    for (Part part : parts) {
      switch (part) {
        case Part.Text text -> text(text.text());
        case Part.InlineImage image -> bytes(image.image().slice());
        case Part.ImageUrl url -> text(url.url());
        case Part.Opaque opaque -> bytes(opaque.json().bytes());
      }
    }
  }

  private void fields(List<JsonField> fields) {
    for (JsonField field : fields) {
      text(field.name());
      bytes(field.value().bytes());
    }
  }

  private void text(String text) {
    bytes(ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void bytes(ByteSlice slice) {
    slice.addTo(first);
    slice.addTo(second);
    length += slice.length() + 1L;
  }
}
