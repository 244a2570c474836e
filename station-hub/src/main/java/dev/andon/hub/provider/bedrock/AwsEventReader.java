package dev.andon.hub.provider.bedrock;

import dev.andon.hub.provider.api.AttemptException;
import dev.andon.hub.provider.api.AttemptFailure;
import dev.andon.hub.provider.dialect.AnswerJson;
import dev.andon.hub.provider.dialect.FrameReader;
import dev.andon.hub.request.ErrorClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Reads Amazon's binary event stream: per message a prelude of total and header length with a
 * CRC-32, headers, payload, and a CRC-32 over everything. Bounded in bytes per message. Confined to
 * one thread.
 *
 * <p>Source: https://smithy.io/2.0/aws/amazon-eventstream.html
 */
public final class AwsEventReader implements FrameReader {
  private static final int PRELUDE_BYTES = 12;
  private static final int CRC_BYTES = 4;
  private static final int STRING_TYPE = 7;

  private final InputStream in;
  private final int maxMessageBytes;

  public AwsEventReader(InputStream in, int maxMessageBytes) {
    this.in = in;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public Optional<Frame> next() throws IOException {
    byte[] prelude = in.readNBytes(PRELUDE_BYTES);
    if (prelude.length < PRELUDE_BYTES) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(prelude);
    int total = head.getInt();
    int headerBytes = head.getInt();
    check(crc(prelude, PRELUDE_BYTES - CRC_BYTES) == head.getInt(), "its prelude's checksum");
    int rest = total - PRELUDE_BYTES;
    check(total <= maxMessageBytes && rest >= CRC_BYTES, "its length");
    check(headerBytes >= 0 && headerBytes <= rest - CRC_BYTES, "its header length");
    byte[] tail = in.readNBytes(rest);
    if (tail.length < rest) {
      return Optional.empty();
    }
    checkWhole(prelude, tail);
    return Optional.of(frame(tail, headerBytes, rest - CRC_BYTES - headerBytes));
  }

  private static Frame frame(byte[] tail, int headerBytes, int payloadBytes)
      throws AttemptException {
    Map<String, String> headers = headers(ByteBuffer.wrap(tail, 0, headerBytes));
    byte[] payload = new byte[payloadBytes];
    System.arraycopy(tail, headerBytes, payload, 0, payloadBytes);
    String exception = headers.getOrDefault(":exception-type", headers.get(":error-code"));
    if (exception != null) {
      throw new AttemptException(exception(exception));
    }
    return new Frame(headers.getOrDefault(":event-type", ""), payload);
  }

  private static AttemptFailure exception(String type) {
    String code = type.matches("[A-Za-z]{1,80}") ? type : "unnamed";
    ErrorClass error =
        code.toLowerCase(Locale.ROOT).contains("throttling")
            ? ErrorClass.RATE_LIMITED
            : ErrorClass.SERVER;
    return AttemptFailure.unknown(error, Optional.of(200), "error in the stream: " + code);
  }

  private static Map<String, String> headers(ByteBuffer bytes) throws AttemptException {
    Map<String, String> headers = new HashMap<>();
    while (bytes.hasRemaining()) {
      String name = text(bytes, bytes.get() & 0xFF);
      check(bytes.remaining() >= 3 && bytes.get() == STRING_TYPE, "a header's type");
      headers.put(name, text(bytes, bytes.getShort() & 0xFFFF));
    }
    return headers;
  }

  private static String text(ByteBuffer bytes, int length) throws AttemptException {
    check(bytes.remaining() >= length, "a header's length");
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static void checkWhole(byte[] prelude, byte[] tail) throws AttemptException {
    CRC32 crc = new CRC32();
    crc.update(prelude);
    crc.update(tail, 0, tail.length - CRC_BYTES);
    int told = ByteBuffer.wrap(tail, tail.length - CRC_BYTES, CRC_BYTES).getInt();
    check((int) crc.getValue() == told, "its checksum");
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static void check(boolean fine, String what) throws AttemptException {
    if (!fine) {
      throw AnswerJson.malformed("a message of the stream is malformed: " + what);
    }
  }
}
