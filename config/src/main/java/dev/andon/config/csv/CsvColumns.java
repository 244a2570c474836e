package dev.andon.config.csv;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The first row of a file.
 *
 * @param file how messages call the file
 * @param separator between fields
 * @param at the place of each column by its name in lower case
 */
record CsvColumns(String file, char separator, Map<String, Integer> at) {

  static CsvColumns of(CsvRecord header, String file, char separator) {
    Map<String, Integer> at = new LinkedHashMap<>();
    List<String> names = header.getFields();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && at.put(name, i) != null) {
        throw new IllegalArgumentException(file + ":1: the column \"" + name + "\" is there twice");
      }
    }
    return new CsvColumns(file, separator, at);
  }

  void require(List<String> needed) {
    for (String name : needed) {
      if (!at.containsKey(name)) {
        throw new IllegalArgumentException(
            file + ":1: the column \"" + name + "\" is missing, there are " + at.keySet());
      }
    }
  }

  /** Nothing where no field has a value. */
  Optional<CsvRow> row(CsvRecord values) {
    List<String> fields = values.getFields();
    if (fields.stream().allMatch(String::isBlank)) {
      return Optional.empty();
    }
    String place = file + ":" + values.getStartingLineNumber();
    int width = at.values().stream().mapToInt(index -> index + 1).max().orElse(0);
    if (fields.stream().skip(width).anyMatch(field -> !field.isBlank())) {
      throw new IllegalArgumentException(
          "%s: has %d fields, the first row names %d: put fields with '%s' in quotes"
              .formatted(place, fields.size(), width, separator));
    }
    return Optional.of(new CsvRow(this, place, fields));
  }
}
