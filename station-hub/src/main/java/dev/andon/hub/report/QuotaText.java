package dev.andon.hub.report;

import dev.andon.hub.budget.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A caller's own quota as JSON, the body of {@code GET /v1/quota}; amounts are strings with six
 * decimals.
 */
public final class QuotaText {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private QuotaText() {}

  /** One object per budget that binds the caller, from the key upwards. */
  public static String json(List<Standing> standings) {
    return MAPPER.writeValueAsString(
        Map.of("budgets", standings.stream().map(QuotaText::budget).toList()));
  }

  private static Map<String, Object> budget(Standing standing) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scope", standing.rule().owner().toString());
    fields.put("window", standing.rule().window().name());
    fields.put("mode", standing.rule().mode().name().toLowerCase(Locale.ROOT));
    fields.put("currency", standing.limit().currency().getCurrencyCode());
    fields.put("limit", Format.exact(standing.limit().micros()));
    fields.put("stop", Format.exact(standing.stop().micros()));
    fields.put("spent", Format.exact(standing.spent().micros()));
    fields.put("held", Format.exact(standing.held().micros()));
    fields.put("left", Format.exact(standing.left().micros()));
    standing.resetsAt().ifPresent(at -> fields.put("resets_at", at.toString()));
    return fields;
  }
}
