package io.pageconsistency.agent.instrument;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * A field that the agent adds to a class. Only classes that are loaded after the agent get it.
 *
 * <p>Woven code reads the field directly. If hooks need it, too, the class gets an interface with accessors. There is none for
 * objects on a hot path that have other interfaces: on JDKs up to 22 a check whether an object implements an interface makes
 * threads that check for different interfaces contend with each other.
 *
 * <p>ASM alone adds the field. Byte Buddy's types are not needed for that, and to load them would cost most of the time. The
 * classes named here are not loaded.
 */
public enum CarriedField {
    /** The region of a pool's chunk: {@link io.pageconsistency.tracking.RegionCarrier}. */
    REGION("pageConsistencyRegion", Opcodes.ACC_PRIVATE, "io/pageconsistency/tracking/RegionCarrier",
            "Lio/pageconsistency/region/Region;"),
    /** The lives of a buffer object: {@link io.pageconsistency.life.LivesCarrier}. */
    LIVES("pageConsistencyLives", Opcodes.ACC_PRIVATE, "io/pageconsistency/life/LivesCarrier", "Ljava/lang/Object;"),
    /**
     * What {@linkplain io.pageconsistency.pins.Pins pins} an object. The field is public, so that the agent finds it without
     * special access.
     */
    PIN("pageConsistencyPin", Opcodes.ACC_PUBLIC, null, null),
    /** Whether a buffer has given up its memory. Only woven code uses it. */
    ENDED("pageConsistencyEnded", Opcodes.ACC_PRIVATE, null, null);

    /**
     * The type of the field, and of the getter's result. It is not the value's own type, because the JIT compiler does not inline a
     * method whose signature names a class that its loader has not loaded.
     */
    private static final String TYPE = "Ljava/lang/Object;";
    private static final int HIDDEN = Opcodes.ACC_SYNTHETIC;

    /** The name of the field and of its accessors. */
    private final String field;
    private final int access;
    private final String carrier;
    private final String setterType;

    /**
     * @param carrier the interface with the accessors, or null if there is none
     * @param setterType the type that the setter takes, or null if there is no setter
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
