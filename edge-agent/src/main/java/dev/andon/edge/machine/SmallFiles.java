package dev.andon.edge.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Files of one value, as kernels show them. What is not there, cannot be read or is no value is
 * empty: sensors answer with errors while they sleep.
 */
record SmallFiles(Path root) {
  private static final int LONGEST = 256;
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

  Path at(String path) {
    return root.resolve(path);
  }

  Optional<String> text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip());
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  OptionalLong number(Path file) {
    return text(file)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElseGet(OptionalLong::empty);
  }

  /** Folders whose whole name matches, by name; links to folders, too. */
  List<Path> folders(String parent, String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    return entries(at(parent)).stream()
        .filter(path -> wanted.matcher(String.valueOf(path.getFileName())).matches())
        .toList();
  }

  /** Files whose name ends so, by name. */
  List<Path> files(Path folder, String ending) {
    return entries(folder).stream()
        .filter(path -> String.valueOf(path.getFileName()).endsWith(ending))
        .toList();
  }

  private static List<Path> entries(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(found::add);
    } catch (IOException | DirectoryIteratorException absent) {
      return List.of();
    }
    found.sort(null);
    return found;
  }
}
