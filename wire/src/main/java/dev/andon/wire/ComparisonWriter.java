package dev.andon.wire;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Writes what is shown as its picture; nothing shown is no field at all. */
final class ComparisonWriter extends ValueSerializer<Comparison> {

  @Override
  public boolean isEmpty(SerializationContext context, Comparison comparison) {
    return !(comparison instanceof Comparison.Shown);
  }

  @Override
  public void serialize(Comparison comparison, JsonGenerator out, SerializationContext context) {
    if (comparison instanceof Comparison.Shown(Image picture)) {
      context.writeValue(out, picture);
    } else {
      out.writeNull();
    }
  }
}
