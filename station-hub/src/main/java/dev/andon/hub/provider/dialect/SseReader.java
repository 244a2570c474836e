package dev.andon.hub.provider.dialect;

import dev.andon.hub.provider.api.AttemptException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads server-sent events as the WHATWG HTML specification (section 9.2) describes them: lines end
 * in LF, CR or CRLF, comments are skipped, several data lines are joined by LF. An event that the
 * end of the stream cuts off is not given out. Bounded in bytes per event. Confined to one thread.
 */
public final class SseReader implements FrameReader {
  private static final int CHUNK_BYTES = 8 * 1024;

  private final InputStream in;
  private final int maxEventBytes;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int at;
  private int end;
  private boolean skipLf;
  private boolean first = true;

  public SseReader(InputStream in, int maxEventBytes) {
    this.in = in;
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public Optional<Frame> next() throws IOException {
    String event = "";
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    boolean hasData = false;
    for (Optional<byte[]> line = line(); line.isPresent(); line = line()) {
      byte[] bytes = line.get();
      if (bytes.length == 0) {
        if (hasData) {
          return Optional.of(new Frame(event, data.toByteArray()));
        }
        event = "";
        continue;
      }
      int colon = indexOfColon(bytes);
      String field = new String(bytes, 0, colon, StandardCharsets.UTF_8);
      int value = valueStart(bytes, colon);
      if (field.equals("data")) {
        if (hasData) {
          data.write('\n');
        }
        hasData = true;
        data.write(bytes, value, bytes.length - value);
        bound(data.size());
      } else if (field.equals("event")) {
        event = new String(bytes, value, bytes.length - value, StandardCharsets.UTF_8);
      }
    }
    return Optional.empty();
  }

  private static int indexOfColon(byte[] line) {
    for (int i = 0; i < line.length; i++) {
      if (line[i] == ':') {
        return i;
      }
    }
    return line.length;
  }

  private static int valueStart(byte[] line, int colon) {
    int start = Math.min(line.length, colon + 1);
    return start < line.length && line[start] == ' ' ? start + 1 : start;
  }

  /** The next line without its end; a line that the stream's end cuts off is dropped. */
  private Optional<byte[]> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int b = read(); b >= 0; b = read()) {
      if (skipLf) {
        skipLf = false;
        if (b == '\n') {
          continue;
        }
      }
      if (b == '\n' || b == '\r') {
        skipLf = b == '\r';
        return Optional.of(withoutMark(line.toByteArray()));
      }
      line.write(b);
      bound(line.size());
    }
    return Optional.empty();
  }

  /** Only the stream's first line may carry a byte order mark. */
  private byte[] withoutMark(byte[] line) {
    boolean marked =
        first
            && line.length >= 3
            && line[0] == (byte) 0xEF
            && line[1] == (byte) 0xBB
            && line[2] == (byte) 0xBF;
    first = false;
    return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
  }

  private int read() throws IOException {
    if (at == end) {
      end = in.read(chunk, 0, chunk.length);
      at = 0;
      if (end <= 0) {
        end = 0;
        return -1;
      }
    }
    return chunk[at++] & 0xFF;
  }

  private void bound(int bytes) throws AttemptException {
    if (bytes > maxEventBytes) {
      throw AnswerJson.malformed(
          "an event of the stream is larger than " + maxEventBytes + " bytes");
    }
  }
}
