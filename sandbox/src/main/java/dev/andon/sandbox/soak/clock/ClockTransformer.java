package dev.andon.sandbox.soak.clock;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Adds the offset behind every reading of the wall clock: in {@code java.time.Clock}, and wherever
 * code outside of the JDK calls {@code System.currentTimeMillis}.
 */
final class ClockTransformer implements ClassFileTransformer {

  private static final String MILLIS = "currentTimeMillis";
  private static final ClassDesc SHIFTED =
      ClassDesc.of("dev.andon.sandbox.soak.clock", "ShiftedTime");
  private static final ClassDesc INSTANT = ClassDesc.of("java.time", "Instant");

  private static final CodeTransform BEHIND_MILLIS =
      (code, element) -> {
        code.with(element);
        if (element instanceof InvokeInstruction call
            && call.opcode() == Opcode.INVOKESTATIC
            && call.owner().asInternalName().equals("java/lang/System")
            && call.name().equalsString(MILLIS)) {
          code.invokestatic(
              SHIFTED, "millis", MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long));
        }
      };

  private static final CodeTransform BEFORE_RETURN =
      (code, element) -> {
        if (element instanceof ReturnInstruction) {
          code.invokestatic(SHIFTED, "instant", MethodTypeDesc.of(INSTANT, INSTANT));
        }
        code.with(element);
      };

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null) {
      return null;
    }
    if (name.equals("java/time/Clock")) {
      return shifted(loader, bytes, instants());
    }
    boolean reads = name.startsWith("java/time/Clock$") || loader != null;
    return reads && new String(bytes, StandardCharsets.ISO_8859_1).contains(MILLIS)
        ? shifted(loader, bytes, ClassTransform.transformingMethodBodies(BEHIND_MILLIS))
        : null;
  }

  /** {@code Clock.currentInstant} is what {@code Instant.now} and the system clocks read. */
  private static ClassTransform instants() {
    return ClassTransform.transformingMethodBodies(
        method -> method.methodName().equalsString("currentInstant"), BEFORE_RETURN);
  }

  private static byte[] shifted(
      @Nullable ClassLoader loader, byte[] bytes, ClassTransform transform) {
    ClassHierarchyResolver known =
        loader == null
            ? ClassHierarchyResolver.defaultResolver()
            : ClassHierarchyResolver.ofResourceParsing(loader)
                .orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(known));
    return file.transformClass(file.parse(bytes), transform);
  }
}
