package io.pageconsistency.agent.instrument;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * A field of ours that a class gets when it is loaded after the agent.
 *
 * <p>Woven code reads it in place. Where hooks get at it as well there is an interface for that; not on a hot path of objects
 * that have other interfaces, because asking whether an object implements one makes threads that ask about others wait for each
 * other, on JDKs up to 22.
 *
 * <p>Added with the class file library alone: this much needs none of Byte Buddy's types, which would cost most of the time. What
 * is named here is not loaded.
 */
public enum CarriedField {
    /** The region of a pool's chunk: {@link io.pageconsistency.tracking.RegionCarrier}. */
    REGION("pageConsistencyRegion", Opcodes.ACC_PRIVATE, "io/pageconsistency/tracking/RegionCarrier",
            "Lio/pageconsistency/region/Region;"),
    /** The lives of a buffer object: {@link io.pageconsistency.life.LivesCarrier}. */
    LIVES("pageConsistencyLives", Opcodes.ACC_PRIVATE, "io/pageconsistency/life/LivesCarrier", "Ljava/lang/Object;"),
    /** What {@linkplain io.pageconsistency.pins.Pins pins} an object; public, so that it is found without rights. */
    PIN("pageConsistencyPin", Opcodes.ACC_PUBLIC, null, null),
    /** That a buffer has let go of its memory; for woven code alone. */
    ENDED("pageConsistencyEnded", Opcodes.ACC_PRIVATE, null, null);

    /** Of the field and the getter; not the value's own, which the compiler would not find where it inlines them. */
    private static final String TYPE = "Ljava/lang/Object;";
    private static final int HIDDEN = Opcodes.ACC_SYNTHETIC;

    /** Of the field, and of its accessors. */
    private final String field;
    private final int access;
    private final String carrier;
    private final String setterType;

    /**
     * @param carrier the interface with the accessors; null for none
     * @param setterType the type of the value that a setter takes; null for no setter
     */
    CarriedField(String field, int access, String carrier, String setterType) {
        this.field = field;
        this.access = access;
        this.carrier = carrier;
        this.setterType = setterType;
    }

    byte[] addTo(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new Adding(writer), 0);
        return writer.toByteArray();
    }

    private final class Adding extends ClassVisitor {
        private String owner;

        Adding(ClassVisitor next) {
            super(OpenedClassReader.ASM_API, next);
        }

        @Override
        public void visit(int version, int modifiers, String name, String signature, String superName, String[] interfaces) {
            owner = name;
            if (carrier == null) {
                super.visit(version, modifiers, name, signature, superName, interfaces);
                return;
            }
            String[] more = new String[interfaces.length + 1];
            System.arraycopy(interfaces, 0, more, 0, interfaces.length);
            more[interfaces.length] = carrier;
            super.visit(version, modifiers, name, signature == null ? null : signature + "L" + carrier + ";", superName, more);
        }

        @Override
        public void visitEnd() {
            super.visitField(access | Opcodes.ACC_TRANSIENT | HIDDEN, field, TYPE, null, null).visitEnd();
            if (carrier != null) {
                addGetter();
            }
            if (setterType != null) {
                addSetter();
            }
            super.visitEnd();
        }

        private void addGetter() {
            MethodVisitor getter = super.visitMethod(Opcodes.ACC_PUBLIC | HIDDEN, field, "()" + TYPE, null, null);
            getter.visitCode();
            getter.visitVarInsn(Opcodes.ALOAD, 0);
            getter.visitFieldInsn(Opcodes.GETFIELD, owner, field, TYPE);
            getter.visitInsn(Opcodes.ARETURN);
            getter.visitMaxs(1, 1);
            getter.visitEnd();
        }

        private void addSetter() {
            MethodVisitor setter = super.visitMethod(Opcodes.ACC_PUBLIC | HIDDEN, field, "(" + setterType + ")V", null, null);
            setter.visitCode();
            setter.visitVarInsn(Opcodes.ALOAD, 0);
            setter.visitVarInsn(Opcodes.ALOAD, 1);
            setter.visitFieldInsn(Opcodes.PUTFIELD, owner, field, TYPE);
            setter.visitInsn(Opcodes.RETURN);
            setter.visitMaxs(2, 2);
            setter.visitEnd();
        }
    }
}
