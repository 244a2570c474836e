package dev.andon.hub.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Breaks database files that nobody has open, as a dying disk would. */
public final class Damage {
  private static final int PAGE_SIZE_AT = 16;

  private Damage() {}

  /** Overwrites the first hundred bytes. */
  public static void header(Path file, Random random) throws IOException {
    overwrite(file, 0, 100, random);
  }

  /** Overwrites the whole first page, so that no table can be found any more. */
  public static void schema(Path file, Random random) throws IOException {
    overwrite(file, 0, pageSize(file), random);
  }

  /** Overwrites the page where the tree of a table or an index begins. */
  public static void root(Path file, String name, Random random) throws IOException {
    page(
        file,
        number(file, "SELECT rootpage FROM sqlite_master WHERE name = '" + name + "'"),
        random);
  }

  /** Overwrites the leaf pages {@code every}, 2 × {@code every} … of a table or an index. */
  public static int leaves(Path file, String name, int every, Random random) throws IOException {
    List<Long> pages =
        numbers(
            file, "SELECT pageno FROM dbstat WHERE name = '" + name + "' AND pagetype = 'leaf'");
    int broken = 0;
    for (int i = every - 1; i < pages.size(); i += every) {
      page(file, pages.get(i), random);
      broken++;
    }
    return broken;
  }

  /** Cuts the file after this share of it. */
  public static void cut(Path file, double share) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate((long) (channel.size() * share));
    }
  }

  /** Overwrites bytes. */
  public static void overwrite(Path file, long from, int length, Random random) throws IOException {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(noise), from);
    }
  }

  private static void page(Path file, long number, Random random) throws IOException {
    int size = pageSize(file);
    overwrite(file, (number - 1) * size, size, random);
  }

  private static int pageSize(Path file) throws IOException {
    byte[] head = Files.readAllBytes(file);
    int size = ((head[PAGE_SIZE_AT] & 0xff) << 8) | (head[PAGE_SIZE_AT + 1] & 0xff);
    return size == 1 ? 65_536 : size;
  }

  private static long number(Path file, String sql) {
    return numbers(file, sql).getFirst();
  }

  private static List<Long> numbers(Path file, String sql) {
    List<Long> numbers = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
