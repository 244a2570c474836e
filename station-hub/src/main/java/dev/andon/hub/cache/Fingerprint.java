package dev.andon.hub.cache;

import dev.andon.hub.chat.AnswerFormat;
import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.JsonField;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.Sampling;
import dev.andon.hub.chat.Tool;
import dev.andon.hub.chat.ToolCall;
import dev.andon.hub.chat.ToolChoice;
import dev.andon.hub.request.Namespace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The hash of a question over everything that may change its answer: images by the SHA-256 of their
 * decoded bytes, text exactly as written (never lower-cased, never trimmed), schema, tools,
 * sampling, target, prompt version and namespace. Every value is length-prefixed, so that no text
 * can imitate a border. How the answer travels (streamed or not) and who asks are left out.
 *
 * <p>Confined to one question.
 */
final class Fingerprint {
  /** Fields that name the caller or steer storage at the provider, and never the answer. */
  private static final Set<String> NOT_THE_QUESTION =
      Set.of("user", "metadata", "store", "safety_identifier", "prompt_cache_key", "service_tier");

  /**
   * A multiple of 4, so that each piece of base64 decodes by itself; small enough for the L1 cache.
   */
  private static final int BASE64_PIECE = 8 * 1024;

  /** Never fed itself: looking the algorithm up costs more than a small hash does. */
  private static final MessageDigest PROTOTYPE = prototype();

  private final MessageDigest digest = sha256();
  private final byte[] number = new byte[Long.BYTES];

  private Fingerprint() {}

  static CacheKey of(Question question, Namespace namespace) {
    Fingerprint print = new Fingerprint();
    print.text("andon-exact-1");
    print.text(namespace.canonical());
    print.text(question.target());
    print.text(question.promptVersion());
    print.chat(question.chat());
    return new CacheKey(HexFormat.of().formatHex(print.digest.digest()));
  }

  private void chat(Chat chat) {
    text(chat.dialect().name());
    parts(chat.system());
    number(chat.messages().size());
    chat.messages().forEach(this::message);
    number(chat.tools().size());
    chat.tools().forEach(this::tool);
    toolChoice(chat);
    format(chat.format());
    sampling(chat.sampling());
    fields(chat.extra());
  }

  private void message(Message message) {
    text(message.role().name());
    parts(message.parts());
    number(message.toolCalls().size());
    for (ToolCall call : message.toolCalls()) {
      text(call.id());
      text(call.name());
      text(call.arguments());
    }
    text(message.toolCallId().orElse(""));
    fields(message.extra());
  }

  private void parts(List<Part> parts) {
    number(parts.size());
    parts.forEach(this::part);
  }

  private void part(Part part) {
    switch (part) {
      case Part.Text text -> {
        text("text");
        text(text.text());
      }
      case Part.InlineImage image -> {
        text("image");
        text(image.mediaType());
        text(image.detail().orElse(""));
        image(image.image());
      }
      case Part.ImageUrl url -> {
        text("url");
        text(url.url());
        text(url.detail().orElse(""));
      }
      case Part.Opaque opaque -> {
        text("opaque");
        text(opaque.type());
        slice(opaque.json().bytes());
      }
    }
    fields(part.extra());
  }

  private void tool(Tool tool) {
    switch (tool) {
      case Tool.Function function -> {
        text("function");
        text(function.name());
        text(function.description().orElse(""));
        slice(function.parameters().map(p -> p.bytes()).orElse(ByteSlice.utf8("")));
        fields(function.extra());
      }
      case Tool.Opaque opaque -> {
        text("opaque");
        slice(opaque.json().bytes());
      }
    }
  }

  private void toolChoice(Chat chat) {
    if (chat.toolChoice().isEmpty()) {
      text("");
      return;
    }
    switch (chat.toolChoice().get()) {
      case ToolChoice.Auto _ -> text("auto");
      case ToolChoice.None _ -> text("none");
      case ToolChoice.Any _ -> text("any");
      case ToolChoice.Named named -> text("named " + named.name());
      case ToolChoice.Opaque opaque -> {
        text("opaque");
        slice(opaque.json().bytes());
      }
    }
  }

  private void format(AnswerFormat format) {
    switch (format) {
      case AnswerFormat.Text _ -> text("text");
      case AnswerFormat.JsonObject _ -> text("json");
      case AnswerFormat.JsonSchema schema -> {
        text("schema");
        text(schema.name());
        slice(schema.schema().bytes());
        text(schema.strict().map(String::valueOf).orElse(""));
        fields(schema.extra());
      }
    }
  }

  private void sampling(Sampling sampling) {
    text(sampling.maxTokens().toString());
    text(sampling.temperature().toString());
    text(sampling.topP().toString());
    text(sampling.n().toString());
    text(sampling.seed().toString());
    number(sampling.stop().size());
    sampling.stop().forEach(this::text);
  }

  private void fields(List<JsonField> fields) {
    List<JsonField> kept =
        fields.stream()
            .filter(field -> !NOT_THE_QUESTION.contains(field.name()))
            .sorted(Comparator.comparing(JsonField::name))
            .toList();
    number(kept.size());
    for (JsonField field : kept) {
      text(field.name());
      slice(field.value().bytes());
    }
  }

  private void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void number(long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      number[i] = (byte) (value >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    digest.update(number);
  }

  private void bytes(byte[] bytes) {
    number(bytes.length);
    digest.update(bytes);
  }

  private void slice(ByteSlice slice) {
    number(slice.length());
    slice.addTo(digest);
  }

  private void image(ImageBytes image) {
    MessageDigest hash = sha256();
    switch (image) {
      case ImageBytes.Raw raw -> raw.slice().addTo(hash);
      case ImageBytes.Base64 base64 -> {
        if (!decodeInto(base64.slice(), hash)) {
          text("not base64");
          hash.reset();
          base64.slice().addTo(hash);
        }
      }
    }
    bytes(hash.digest());
  }

  private static boolean decodeInto(ByteSlice text, MessageDigest hash) {
    Base64.Decoder decoder = Base64.getDecoder();
    byte[] piece = new byte[Math.min(BASE64_PIECE, text.length())];
    byte[] decoded = new byte[BASE64_PIECE / 4 * 3];
    try {
      for (int at = 0; at < text.length(); at += piece.length) {
        int count = Math.min(piece.length, text.length() - at);
        text.copyTo(piece, at, count);
        byte[] whole = count == piece.length ? piece : Arrays.copyOf(piece, count);
        hash.update(decoded, 0, decoder.decode(whole, decoded));
      }
      return true;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static MessageDigest sha256() {
    try {
      return (MessageDigest) PROTOTYPE.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's SHA-256 cannot be copied", e);
    }
  }

  private static MessageDigest prototype() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
