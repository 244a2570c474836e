package dev.andon.config;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * A key is required unless its record component is an {@link Optional} or {@code @Nullable}: the
 * type says it, so no annotation has to repeat it.
 */
final class RequiredKeys extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
    if (member instanceof AnnotatedParameter parameter
        && parameter.getOwner().getAnnotated() instanceof Executable creator) {
      return required(creator, parameter.getIndex());
    }
    return super.hasRequiredMarker(config, member);
  }

  private static boolean required(Executable creator, int index) {
    AnnotatedType type = creator.getAnnotatedParameterTypes()[index];
    return creator.getParameterTypes()[index] != Optional.class
        && !type.isAnnotationPresent(Nullable.class);
  }
}
