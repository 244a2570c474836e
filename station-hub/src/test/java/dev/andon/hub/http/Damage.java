package dev.andon.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andon.hub.json.BadJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Feeds damaged bodies to a reader: each is read, or refused as {@link BadJson} with a reason, and
 * nothing else. {@code -Dtest.jvmArgs=-Dandon.fuzz=1000000} feeds more, {@code -Dandon.seed}
 * others.
 */
public final class Damage {
  private static final int INPUTS = Integer.getInteger("andon.fuzz", 10_000);
  private static final long SEED = Long.getLong("andon.seed", 20_261_120L);
  private static final String STRUCTURE = "{}[]\",:\\\n0-9eE.truefalsn";

  private final Random random = new Random(SEED);

  /** Reads the first {@code length} bytes of a body. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] body, int length);
  }

  /** Every sample is damaged in turn; some stay readable, most do not. */
  public void feed(Reader reader, List<String> samples) {
    List<byte[]> whole =
        samples.stream().map(sample -> sample.getBytes(StandardCharsets.UTF_8)).toList();
    whole.forEach(sample -> reader.read(sample, sample.length));
    int readable = 0;
    for (int i = 0; i < INPUTS; i++) {
      readable += fed(reader, damaged(whole.get(i % whole.size()))) ? 1 : 0;
    }
    assertThat(readable).as("readable of %d", INPUTS).isBetween(1, INPUTS - 1);
  }

  private boolean fed(Reader reader, byte[] body) {
    try {
      reader.read(body, body.length);
      return true;
    } catch (BadJson refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return false;
    } catch (RuntimeException | StackOverflowError other) {
      String shown = new String(body, StandardCharsets.ISO_8859_1);
      throw new AssertionError("seed " + SEED + ", body " + shown, other);
    }
  }

  /** Flips, cuts, splices, repeats and nests. */
  private byte[] damaged(byte[] good) {
    byte[] body = good.clone();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(body.length);
      switch (random.nextInt(6)) {
        case 0 -> body[at] = (byte) random.nextInt(256);
        case 1 -> body[at] = (byte) STRUCTURE.charAt(random.nextInt(STRUCTURE.length()));
        case 2 -> body[at] = body[random.nextInt(body.length)];
        case 3 -> body = Arrays.copyOf(body, Math.max(1, at));
        case 4 -> body = spliced(body, at, random.nextInt(body.length));
        default -> body = nested(body, at);
      }
    }
    return body;
  }

  private byte[] spliced(byte[] body, int at, int from) {
    int count = Math.min(1 + random.nextInt(40), body.length - from);
    byte[] out = new byte[body.length + count];
    System.arraycopy(body, 0, out, 0, at);
    System.arraycopy(body, from, out, at, count);
    System.arraycopy(body, at, out, at + count, body.length - at);
    return out;
  }

  private byte[] nested(byte[] body, int at) {
    byte[] brackets =
        (random.nextBoolean() ? "[" : "{\"a\":")
            .repeat(1 + random.nextInt(300))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[body.length + brackets.length];
    System.arraycopy(body, 0, out, 0, at);
    System.arraycopy(brackets, 0, out, at, brackets.length);
    System.arraycopy(body, at, out, at + brackets.length, body.length - at);
    return out;
  }
}
