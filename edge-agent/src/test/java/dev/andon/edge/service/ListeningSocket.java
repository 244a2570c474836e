package dev.andon.edge.service;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The other end of {@code NOTIFY_SOCKET}, as systemd holds it. */
@SuppressWarnings("restricted")
final class ListeningSocket implements AutoCloseable {
  private static final int MAX = 512;
  private static final int DONT_WAIT = 0x40;

  private final int socket;

  ListeningSocket(String address) throws Throwable {
    socket = (int) function("socket", 3).invokeExact(1, 2, 0);
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    path[0] = path[0] == '@' ? 0 : path[0];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(110);
      name.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
      MemorySegment.copy(path, 0, name, ValueLayout.JAVA_BYTE, 2, path.length);
      MethodHandle bind =
          handle(
              "bind",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT));
      int bound = (int) bind.invokeExact(socket, name, 2 + path.length);
      if (bound != 0) {
        throw new IllegalStateException("cannot bind " + address);
      }
    }
  }

  /** What was said since the last call. */
  List<String> heard() throws Throwable {
    MethodHandle receive =
        handle(
            "recv",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
    List<String> heard = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(MAX);
      while (true) {
        long length = (long) receive.invokeExact(socket, buffer, (long) MAX, DONT_WAIT);
        if (length < 0) {
          return heard;
        }
        byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        heard.add(new String(bytes, StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void close() {
    try {
      int ignored = (int) function("close", 1).invokeExact(socket);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static MethodHandle function(String name, int ints) {
    ValueLayout[] arguments = new ValueLayout[ints];
    java.util.Arrays.fill(arguments, ValueLayout.JAVA_INT);
    return handle(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
