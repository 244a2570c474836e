package dev.andon.hub.provider;

import dev.andon.hub.chat.ByteSlice;
import dev.andon.hub.chat.Chat;
import dev.andon.hub.chat.Content;
import dev.andon.hub.chat.ImageBytes;
import dev.andon.hub.chat.Message;
import dev.andon.hub.chat.ModelName;
import dev.andon.hub.chat.Part;
import dev.andon.hub.chat.WireFormat;
import dev.andon.hub.provider.api.AttemptLimits;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.api.ProviderKey;
import java.time.Duration;
import java.util.List;

/** Requests that tests send. */
public final class Calls {
  public static final AttemptLimits GENEROUS =
      new AttemptLimits(s(30), s(30), s(30), s(30), s(60), false);
  public static final ProviderKey KEY = ProviderKey.of("primary", "sk-test-0123456789");

  private Calls() {}

  static Duration s(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  public static Chat text(String text) {
    return Chat.of(
        WireFormat.OPENAI,
        new ModelName("openai/m"),
        List.of(),
        List.of(Message.of(Message.Role.USER, new Part.Text(text))));
  }

  public static Chat image(byte[] jpeg) {
    return Chat.of(
        WireFormat.STATION,
        new ModelName("openai/m"),
        List.of(),
        List.of(
            Message.of(Message.Role.SYSTEM, new Part.Text("You inspect parts.")),
            Message.of(
                Message.Role.USER,
                new Part.Text("Look."),
                new Part.InlineImage("image/jpeg", new ImageBytes.Raw(ByteSlice.of(jpeg))))));
  }

  public static Chat streaming(Chat chat) {
    return chat.toBuilder().streamWithUsage(true).build();
  }

  public static ProviderCall call(Content content) {
    return new ProviderCall(content, "m", KEY, GENEROUS);
  }

  public static ProviderCall call(Content content, AttemptLimits limits) {
    return new ProviderCall(content, "m", KEY, limits);
  }
}
