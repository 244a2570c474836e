package dev.andon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.andon.hub.price.PriceBookConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

final class PriceBookSchemaTest {
  private static final Path CONFIG = Path.of(System.getProperty("andon.root", ".."), "config");
  private static final Path SCHEMA = CONFIG.resolve("prices.schema.json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Test
  void the_shipped_price_book_is_valid_against_the_schema_and_mistakes_are_not()
      throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMA), InputFormat.JSON);

    assertThat(schema.validate(Files.readString(CONFIG.resolve("prices.yaml")), InputFormat.YAML))
        .isEmpty();
    assertThat(schema.validate("{\"version\": \"1\", \"prises\": []}", InputFormat.JSON))
        .isNotEmpty();
    assertThat(
            schema.validate(
                "{\"version\": \"1\", \"prices\": [{\"model\": \"a/b\"}]}", InputFormat.JSON))
        .as("a price without its day and amounts")
        .isNotEmpty();
  }

  @Test
  void the_schema_says_what_the_records_say() throws IOException {
    String made = JSON.writeValueAsString(SchemaOfRecords.of(PriceBookConfig.class, "prices.yaml"));
    if (Boolean.getBoolean("andon.write.schema")) {
      Files.writeString(SCHEMA, made + "\n");
    }

    assertThat(Files.readString(SCHEMA).strip())
        .as("write it again with -Dtest.jvmArgs=-Dandon.write.schema=true")
        .isEqualTo(made);
  }
}
