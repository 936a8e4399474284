package io.pageconsistency.agent.weaving;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

import io.pageconsistency.pins.Pins;

/**
 * Gives a class the field for what {@linkplain Pins pins} its objects.
 *
 * <p>Public, so that it is found without rights, and without an interface: asking whether an object implements one makes threads
 * that ask about others of its interfaces wait for each other, on JDKs up to 22.
 */
final class PinField extends ClassVisitor {
    private PinField(ClassVisitor next) {
        super(OpenedClassReader.ASM_API, next);
    }

    static byte[] addTo(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new PinField(writer), 0);
        return writer.toByteArray();
    }

    @Override
    public void visitEnd() {
        super.visitField(Opcodes.ACC_PUBLIC | Opcodes.ACC_TRANSIENT | Opcodes.ACC_SYNTHETIC, Pins.FIELD, "Ljava/lang/Object;",
                null, null).visitEnd();
        super.visitEnd();
    }
}
