package dev.andon.config.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvInputTest {
  @TempDir private Path folder;

  @Test
  void the_separator_is_what_stands_most_often_in_the_first_row_outside_quotes()
      throws IOException {
    assertThat(read("a,b\n1;2,3\n")).containsExactly("1;2|3");
    assertThat(read("a;b\n1,2;3\n")).containsExactly("1,2|3");
    assertThat(read("a\tb\n1,2\t3\n")).containsExactly("1,2|3");
    assertThat(read("a;b;\"c,d,e,f\"\n1,2;3\n")).containsExactly("1,2|3");
    assertThat(read("a\n1;2\n")).containsExactly("1;2|");
  }

  @Test
  void rows_without_a_value_are_skipped_and_short_rows_have_empty_fields() throws IOException {
    assertThat(read("\uFEFFA , b\r\n\r\n,\r\n  , \r\n1\r\n 2 , 3 ,\r\n"))
        .containsExactly("1|", "2|3");
  }

  @Test
  void a_row_is_named_by_the_line_in_which_it_starts() throws IOException {
    List<String> places = new ArrayList<>();
    CsvInput.read(
        new StringReader("a,b\n\n\"1\n2\n3\",x\ny,z\n"),
        "f.csv",
        List.of(),
        row -> places.add(row.place()));
    assertThat(places).containsExactly("f.csv:3", "f.csv:6");
  }

  @Test
  void what_is_no_csv_is_refused_with_its_line() {
    refused("", "f.csv: the file is empty");
    refused("\uFEFF", "f.csv: the file is empty");
    refused("a,b\n1,2,3\n", "f.csv:2: has 3 fields, the first row names 2");
    refused("a,A\n1,2\n", "f.csv:1: the column \"a\" is there twice");
    refused("a,b\n\"1\"x,2\n", "f.csv: ", "2");
    refused("a,b\n\"1,2\n" + "x,y\n".repeat(20_000), "f.csv: ", "2");
  }

  @Test
  void bytes_that_are_no_utf_8_are_refused_wherever_they_stand() throws IOException {
    for (int before : new int[] {0, 100_000}) {
      Path file = folder.resolve("latin.csv");
      String text = "a,b\n" + "1,2\n".repeat(before) + "ä,2\n";
      Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> CsvInput.read(file, List.of("a"), row -> {}))
          .as("after %d rows", before)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("latin.csv is not UTF-8");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.5|,|1.5", "-1,5|;|-1.5", "1.234,5|;|1234.5", "1,234.5|,|1234.5", "12,5|,|12.5",
        "1.234|,|1.234", "1,234|;|1.234", "1 234,56|;|1234.56", "0.123|;|0.123", "1e-3|,|0.001",
        "1.234.567,8|,|1234567.8", "1\u202f234|,|1234"
      })
  void a_number_may_have_a_decimal_comma_and_thousands(
      String written, char separator, String meant) {
    assertThat(DecimalText.parse(written, separator)).isEqualByComparingTo(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,234|,|two ways", "1.234|;|two ways", "-12.345|;|two ways", "1.2.3|,|a number",
        "1,2,3|;|a number", "1,23.4|,|a number", "x|,|a number", "''|,|a number"
      })
  void what_is_no_number_or_two_is_refused(String written, char separator, String reason) {
    assertThatThrownBy(() -> DecimalText.parse(written, separator))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private static List<String> read(String text) throws IOException {
    List<String> rows = new ArrayList<>();
    CsvInput.read(
        new StringReader(text),
        "f.csv",
        List.of("a"),
        row -> rows.add(row.text("a") + "|" + row.text("b")));
    return rows;
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}
