package dev.andon.hub.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.provider.anthropic.AnthropicDialect;
import dev.andon.hub.provider.anthropic.AnthropicEvents;
import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.ProviderCall;
import dev.andon.hub.provider.bedrock.AwsEventReader;
import dev.andon.hub.provider.bedrock.BedrockDialect;
import dev.andon.hub.provider.bedrock.BedrockEvents;
import dev.andon.hub.provider.dialect.EventDecoder;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.provider.dialect.ProviderDialect;
import dev.andon.hub.provider.dialect.SseReader;
import dev.andon.hub.provider.dialect.ToolAsText;
import dev.andon.hub.provider.gemini.GeminiDialect;
import dev.andon.hub.provider.gemini.GeminiEvents;
import dev.andon.hub.provider.openai.OpenAiDialect;
import dev.andon.hub.provider.openai.OpenAiEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Feeds broken streams and bodies to every reader: each input ends in events or in a failure that
 * is told as one, never in another exception. {@code -Dandon.fuzz=1000000} feeds more.
 */
class StreamFuzzTest {
  private static final int INPUTS = Integer.getInteger("andon.fuzz", 10_000);
  private static final long SEED = Long.getLong("andon.seed", 20261120L);
  private static final int MAX_BYTES = 64 * 1024;

  private static final List<String> SSE =
      List.of(
          "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\",\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}\n\n",
          "event: content_block_delta\r\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hi\"}}\r\n\r\n",
          "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":20}}\n\n",
          "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hi\"},{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1}}\r\r",
          "data: [DONE]\n\n",
          ": ping\n\n",
          "data\n\n",
          "\uFEFFdata: {}\n\n");

  private static final List<String> BODIES =
      List.of(
          "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"x\",\"tool_calls\":[{\"id\":\"1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1e99,\"completion_tokens\":-5}}",
          "{\"content\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"tool_use\",\"input\":{}}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"cache_read_input_tokens\":7}}",
          "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"index\":-1}],\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}",
          "{\"output\":{\"message\":{\"content\":[{\"text\":\"x\"},{\"toolUse\":{\"input\":[]}}]}},\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":99999999999}}");

  private final Random random = new Random(SEED);

  @Test
  void broken_streams_of_events_end_in_events_or_in_a_failure() throws IOException {
    List<Supplier<EventDecoder>> decoders =
        List.of(
            OpenAiEvents::new,
            () -> new ToolAsText(new AnthropicEvents()),
            GeminiEvents::new,
            () -> new BedrockEvents("m"));
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = mutated(joined(SSE));
      read(
          new SseReader(new Drip(input), MAX_BYTES),
          decoders.get(i % decoders.size()).get(),
          input);
    }
  }

  @Test
  void broken_binary_streams_end_in_events_or_in_a_failure() throws IOException {
    byte[] whole = binary();
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = mutated(whole);
      read(new AwsEventReader(new Drip(input), MAX_BYTES), new BedrockEvents("m"), input);
    }
  }

  @Test
  void broken_bodies_end_in_an_answer_or_in_a_failure() {
    ProviderCall call = Calls.call(Calls.text("hi"));
    List<ProviderDialect> dialects =
        List.of(
            OpenAiDialect.plain(),
            new AnthropicDialect(),
            GeminiDialect.api(),
            new BedrockDialect());
    int answers = 0;
    for (int i = 0; i < INPUTS; i++) {
      int which = i % dialects.size();
      byte[] input = mutated(BODIES.get(which).getBytes(StandardCharsets.UTF_8));
      try {
        dialects.get(which).decode(call, input);
        answers++;
      } catch (AttemptException failure) {
        assertThat(failure.failure().detail()).isNotBlank();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", input " + shown(input), e);
      }
    }
    assertThat(answers).as("some mutations leave the answer readable").isPositive();
  }

  @Test
  void how_the_bytes_are_cut_into_reads_changes_nothing() throws IOException {
    byte[] input = joined(SSE);
    List<String> whole = frames(new SseReader(new ByteArrayInputStream(input), MAX_BYTES));
    for (int i = 0; i < 200; i++) {
      assertThat(frames(new SseReader(new Drip(input), MAX_BYTES))).isEqualTo(whole);
    }
    assertThat(whole).hasSize(6);
  }

  private void read(FrameReader reader, EventDecoder decoder, byte[] input) {
    try {
      for (Optional<FrameReader.Frame> f = reader.next(); f.isPresent(); f = reader.next()) {
        decoder.decode(f.get());
      }
      decoder.complete();
      decoder.usage();
    } catch (IOException failure) {
      assertThat(failure).isInstanceOf(AttemptException.class);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + SEED + ", input " + shown(input), e);
    }
  }

  private static List<String> frames(SseReader reader) throws IOException {
    List<String> frames = new ArrayList<>();
    for (Optional<FrameReader.Frame> f = reader.next(); f.isPresent(); f = reader.next()) {
      frames.add(f.get().event() + "|" + new String(f.get().data(), StandardCharsets.UTF_8));
    }
    return frames;
  }

  private byte[] joined(List<String> events) {
    return String.join("", events).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] binary() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(BedrockContractTest.message("messageStart", "{\"role\":\"assistant\"}"));
    out.write(
        BedrockContractTest.message(
            "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hi\"}}"));
    out.write(BedrockContractTest.message("messageStop", "{\"stopReason\":\"end_turn\"}"));
    return out.toByteArray();
  }

  /** Flips, cuts, repeats and inserts. */
  private byte[] mutated(byte[] input) {
    byte[] bytes = input.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> bytes = spliced(bytes, at, random.nextInt(bytes.length));
        default -> bytes[at] = (byte) "{}[]\",:\n\r0-9eE".charAt(random.nextInt(14));
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, int from) {
    int count = Math.min(40, bytes.length - from);
    byte[] out = new byte[bytes.length + count];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(bytes, from, out, at, count);
    System.arraycopy(bytes, at, out, at + count, bytes.length - at);
    return out;
  }

  private static String shown(byte[] input) {
    return new String(input, StandardCharsets.ISO_8859_1).replace("\n", "\\n").replace("\r", "\\r");
  }

  /** Gives out a few bytes at a time, as networks do. */
  private final class Drip extends InputStream {
    private final byte[] bytes;
    private int at;

    Drip(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(Math.min(1 + random.nextInt(50), length), bytes.length - at);
      System.arraycopy(bytes, at, buffer, offset, count);
      at += count;
      return count;
    }
  }
}
