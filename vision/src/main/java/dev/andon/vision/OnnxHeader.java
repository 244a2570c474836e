package dev.andon.vision;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * The few fields of an ONNX file that decide whether it fits, read before native code sees the
 * file: operator set, inputs and outputs with their shapes. Field numbers from {@code
 * onnx/onnx.proto3} (ModelProto 7 and 8, GraphProto 11 and 12, ValueInfoProto 1 and 2).
 *
 * @param opset version of the default operator set
 * @param inputs shape by name; −1 stands for a free dimension, as in ONNX Runtime
 * @param outputs shape by name, likewise
 */
record OnnxHeader(long opset, Map<String, List<Long>> inputs, Map<String, List<Long>> outputs) {

  /**
   * Reads a model.
   *
   * @throws IllegalArgumentException where the bytes are not an ONNX model
   */
  static OnnxHeader read(byte[] onnx) {
    Reader reader = new Reader();
    try {
      each(ByteBuffer.wrap(onnx), reader::model);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("it is not an ONNX model", e);
    }
    if (reader.opset == 0 || reader.outputs.isEmpty()) {
      throw new IllegalArgumentException("it is not an ONNX model: no operator set or no outputs");
    }
    return new OnnxHeader(reader.opset, reader.inputs, reader.outputs);
  }

  /**
   * Walks the length-delimited fields of one message; scalars are handed on as empty buffers'
   * limits.
   */
  private static void each(ByteBuffer message, ObjIntConsumer<ByteBuffer> field) {
    while (message.hasRemaining()) {
      long key = varint(message);
      int number = Math.toIntExact(key >>> 3);
      switch ((int) key & 7) {
        case 0 -> field.accept(scalar(varint(message)), number);
        case 1 -> skip(message, 8);
        case 2 -> field.accept(take(message, Math.toIntExact(varint(message))), number);
        case 5 -> skip(message, 4);
        default -> throw new IllegalArgumentException("unknown wire type in field " + number);
      }
    }
  }

  private static ByteBuffer scalar(long value) {
    return ByteBuffer.allocate(8).putLong(value).flip();
  }

  private static ByteBuffer take(ByteBuffer message, int length) {
    ByteBuffer slice = message.slice(message.position(), length);
    skip(message, length);
    return slice;
  }

  private static void skip(ByteBuffer message, int bytes) {
    message.position(message.position() + bytes);
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = message.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is longer than 64 bits");
  }

  private static String text(ByteBuffer field) {
    return StandardCharsets.UTF_8.decode(field.duplicate()).toString();
  }

  /** Collects while the messages are walked. */
  private static final class Reader {
    private long opset;
    private final Map<String, List<Long>> inputs = new LinkedHashMap<>();
    private final Map<String, List<Long>> outputs = new LinkedHashMap<>();

    void model(ByteBuffer field, int number) {
      if (number == 7) {
        each(field, this::graph);
      } else if (number == 8) {
        operatorSet(field);
      }
    }

    private void operatorSet(ByteBuffer message) {
      String[] domain = {""};
      long[] version = {0};
      each(
          message,
          (field, number) -> {
            if (number == 1) {
              domain[0] = text(field);
            } else if (number == 2) {
              version[0] = field.getLong(0);
            }
          });
      if (domain[0].isEmpty() || domain[0].equals("ai.onnx")) {
        opset = version[0];
      }
    }

    private void graph(ByteBuffer field, int number) {
      if (number == 11) {
        value(field, inputs);
      } else if (number == 12) {
        value(field, outputs);
      }
    }

    private static void value(ByteBuffer message, Map<String, List<Long>> into) {
      String[] name = {""};
      List<Long> shape = new ArrayList<>();
      each(
          message,
          (field, number) -> {
            if (number == 1) {
              name[0] = text(field);
            } else if (number == 2) {
              each(field, (tensor, kind) -> ifIs(1, kind, tensor, (f, n) -> shape(f, n, shape)));
            }
          });
      into.put(name[0], List.copyOf(shape));
    }

    private static void shape(ByteBuffer field, int number, List<Long> into) {
      ifIs(2, number, field, (dimension, n) -> ifIs(1, n, dimension, into));
    }

    private static void ifIs(
        int expected, int number, ByteBuffer message, ObjIntConsumer<ByteBuffer> then) {
      if (number == expected) {
        each(message, then);
      }
    }

    private static void ifIs(int expected, int number, ByteBuffer dimension, List<Long> into) {
      if (number != expected) {
        return;
      }
      long[] size = {-1};
      each(
          dimension,
          (field, n) -> {
            if (n == 1) {
              size[0] = field.getLong(0);
            }
          });
      into.add(size[0]);
    }
  }
}
