package dev.andon.config.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvOutputTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1+1", "-1+1", "@sum(a1)", "\t=1", "\r=1", "\n=1", "-", "=cmd|' /c'!A0"})
  void a_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(String text) {
    assertThat(CsvOutput.textForSpreadsheets(List.of(List.of("a", text)))).contains("'" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-1.500000", "1", "1=1", "a-b", ""})
  void numbers_and_other_texts_stay_as_they_are(String text) {
    assertThat(CsvOutput.textForSpreadsheets(List.of(List.of("a", text))))
        .isEqualTo("a," + text + "\r\n");
  }

  @Test
  void fields_are_quoted_only_where_they_must_be() {
    assertThat(CsvOutput.textForSpreadsheets(List.of(List.of("a b", "a,b", "a\"b", "a\nb", ";"))))
        .isEqualTo("a b,\"a,b\",\"a\"\"b\",\"a\nb\",;\r\n");
  }

  /** Seeded: a failure repeats. */
  @Test
  void what_is_written_exactly_reads_the_same() throws IOException {
    Random random = new Random(11);
    List<String> written = new ArrayList<>();
    StringWriter text = new StringWriter();
    CsvOutput csv = CsvOutput.exact(text);
    csv.row(List.of("id", "value"));
    for (int i = 0; i < 500; i++) {
      String value = any(random);
      written.add(value.strip());
      csv.row(List.of("x" + i, value));
    }
    List<String> read = new ArrayList<>();
    CsvInput.read(
        new StringReader(text.toString()),
        "f.csv",
        List.of("id", "value"),
        row -> read.add(row.text("value")));
    assertThat(read).isEqualTo(written);
  }

  private static String any(Random random) {
    String letters = "ab,;\"'\n\r\t =+-@#\uFEFF";
    return IntStream.range(0, random.nextInt(8))
        .mapToObj(i -> String.valueOf(letters.charAt(random.nextInt(letters.length()))))
        .collect(Collectors.joining());
  }
}
