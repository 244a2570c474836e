package dev.andon.edge.samples;

import dev.andon.config.csv.CsvOutput;
import dev.andon.wire.Box;
import dev.andon.wire.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of pictures, one sub-folder for each label, with {@code samples.csv} and COCO's {@code
 * annotations.json}. Nothing that is there is ever written over. Not thread-safe.
 */
final class DataSet implements AutoCloseable {
  private static final List<String> COLUMNS =
      List.of(
          "file",
          "id",
          "label",
          "labelled_by",
          "classes",
          "captured_at",
          "part_id",
          "variant",
          "view",
          "score",
          "width",
          "height",
          "sha256");

  private final Path folder;
  private final Writer file;
  private final CsvOutput csv;
  private final List<Map<String, Object>> images = new ArrayList<>();
  private final List<Map<String, Object>> annotations = new ArrayList<>();
  private final Map<String, Integer> categories = new LinkedHashMap<>();

  private DataSet(Path folder) throws IOException {
    this.folder = folder;
    this.file =
        Files.newBufferedWriter(
            folder.resolve("samples.csv"),
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    this.csv = CsvOutput.exact(file);
    csv.row(COLUMNS);
  }

  /** In a folder that is new or empty. */
  static DataSet in(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (LabelledPicture.Label label : LabelledPicture.Label.values()) {
      Files.createDirectory(folder.resolve(label.word()));
    }
    return new DataSet(folder);
  }

  void add(LabelledPicture picture) throws IOException {
    String name = picture.label().word() + "/" + picture.name();
    Files.write(folder.resolve(name), picture.bytes(), StandardOpenOption.CREATE_NEW);
    csv.row(
        List.of(
            name,
            picture.id(),
            picture.label().word(),
            picture.labelledBy().word(),
            classes(picture),
            picture.capturedAt().toString(),
            picture.part().id(),
            picture.part().variant(),
            picture.part().view(),
            picture.score().isPresent() ? String.valueOf(picture.score().getAsDouble()) : "",
            String.valueOf(picture.width()),
            String.valueOf(picture.height()),
            Image.hash(picture.bytes())));
    annotate(name, picture);
  }

  private static String classes(LabelledPicture picture) {
    return picture.label() == LabelledPicture.Label.DEFECT
        ? picture.marks().stream()
            .map(LabelledPicture.Mark::category)
            .distinct()
            .collect(Collectors.joining(" "))
        : "";
  }

  private void annotate(String name, LabelledPicture picture) {
    int image = images.size() + 1;
    images.add(
        new TreeMap<>(
            Map.of(
                "id", image,
                "file_name", name,
                "width", picture.width(),
                "height", picture.height(),
                "date_captured", picture.capturedAt().toString())));
    for (LabelledPicture.Mark mark : picture.marks()) {
      int category = categories.computeIfAbsent(mark.category(), next -> categories.size() + 1);
      Box box = mark.box();
      annotations.add(
          new TreeMap<>(
              Map.of(
                  "id",
                  annotations.size() + 1,
                  "image_id",
                  image,
                  "category_id",
                  category,
                  "bbox",
                  List.of(box.x1(), box.y1(), box.width(), box.height()),
                  "area",
                  box.width() * box.height(),
                  "iscrowd",
                  0)));
    }
  }

  /** Writes what is said about all of them together. */
  @Override
  public void close() throws IOException {
    try {
      file.close();
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
    List<Map<String, Object>> named =
        categories.entrySet().stream()
            .<Map<String, Object>>map(
                each -> new TreeMap<>(Map.of("id", each.getValue(), "name", each.getKey())))
            .toList();
    Files.write(
        folder.resolve("annotations.json"),
        JsonMapper.builder()
            .build()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(
                new TreeMap<>(
                    Map.of("images", images, "annotations", annotations, "categories", named))),
        StandardOpenOption.CREATE_NEW);
  }
}
