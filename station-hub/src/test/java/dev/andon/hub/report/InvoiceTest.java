package dev.andon.hub.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andon.hub.money.Money;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InvoiceTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date,model,cost,currency\n2026-10-10,openai/m,1234.5,EUR\n",
        "date,model,cost,currency\r\n2026-10-10,openai/m,1234.5,EUR\r\n",
        "\uFEFFdate,model,cost,currency\n2026-10-10,openai/m,1234.5,EUR\n",
        "\"date\",\"model\",\"cost\",\"currency\"\n\"2026-10-10\",\"openai/m\",\"1234.50\",\"EUR\"\n",
        "date;model;cost;currency\n2026-10-10;openai/m;1234,5;EUR\n",
        "\uFEFFdate;model;cost;currency\r\n2026-10-10;openai/m;1.234,50;EUR\r\n;;;\r\n",
        "date,model,cost,currency\n2026-10-10,openai/m,\"1,234.50\",EUR\n",
        "date,model,cost,currency\n2026-10-10,openai/m,\"1234,50\",EUR\n",
        "date\tmodel\tcost\tcurrency\n2026-10-10\topenai/m\t1 234,50\teur\n",
        "Date,Note,Model,Cost,Currency\n2026-10-10,\"October, first\nhalf\",openai/m,1234.50,EUR\n"
      })
  void an_invoice_is_read_however_a_spreadsheet_saved_it(String text) throws IOException {
    assertThat(Invoice.read(saved(text)).rows())
        .containsExactly(
            new Invoice.Row(
                LocalDate.parse("2026-10-10"), "openai/m", Money.parse("1234.5", "EUR")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date,model,cost,currency\n2026-10-10,openai/m,\"1,234\",EUR\n",
        "date;model;cost;currency\n2026-10-10;openai/m;1.234;EUR\n"
      })
  void an_amount_that_can_be_read_in_two_ways_is_refused(String text) throws IOException {
    Path file = saved(text);
    assertThatThrownBy(() -> Invoice.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("invoice.csv:2: cost can be read in two ways");
  }

  @Test
  void a_decimal_comma_that_splits_its_field_is_refused() throws IOException {
    Path file = saved("date,model,currency,cost\n2026-10-10,openai/m,EUR,12,34\n");
    assertThatThrownBy(() -> Invoice.read(file))
        .hasMessageContaining("invoice.csv:2: has 5 fields, the first row names 4");
  }

  @Test
  void a_file_in_another_encoding_is_refused_with_what_to_do() throws IOException {
    Path file = folder.resolve("invoice.csv");
    String text = "date,model,cost,currency,note\n2026-10-10,openai/m,1,EUR,März\n";
    Files.write(file, text.getBytes(Charset.forName("windows-1252")));
    assertThatThrownBy(() -> Invoice.read(file)).hasMessageContaining("is not UTF-8");
  }

  private Path saved(String text) throws IOException {
    return Files.writeString(folder.resolve("invoice.csv"), text);
  }
}
