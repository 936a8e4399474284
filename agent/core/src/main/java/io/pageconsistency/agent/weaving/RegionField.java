package io.pageconsistency.agent.weaving;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

import io.pageconsistency.hooks.RegionCarrier;

/**
 * Makes a class a {@link RegionCarrier}: a field and the two methods that get at it.
 *
 * <p>With the class file library alone: this much needs none of Byte Buddy's types, which would cost most of the time.
 */
final class RegionField extends ClassVisitor {
    private static final String CARRIER = "io/pageconsistency/hooks/RegionCarrier";
    /** The field, and the accessors in the interface. */
    private static final String NAME = "pageConsistencyRegion";
    /** Of the field and the getter; not the region's, which the compiler would not find where it inlines them. */
    private static final String TYPE = "Ljava/lang/Object;";
    private static final String REGION = "Lio/pageconsistency/ledger/Region;";

    private String owner;

    private RegionField(ClassVisitor next) {
        super(OpenedClassReader.ASM_API, next);
    }

    static byte[] addTo(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new RegionField(writer), 0);
        return writer.toByteArray();
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        owner = name;
        String[] more = new String[interfaces.length + 1];
        System.arraycopy(interfaces, 0, more, 0, interfaces.length);
        more[interfaces.length] = CARRIER;
        super.visit(version, access, name, signature == null ? null : signature + "L" + CARRIER + ";", superName, more);
    }

    @Override
    public void visitEnd() {
        int hidden = Opcodes.ACC_SYNTHETIC;
        super.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_TRANSIENT | hidden, NAME, TYPE, null, null).visitEnd();

        MethodVisitor getter = super.visitMethod(Opcodes.ACC_PUBLIC | hidden, NAME, "()" + TYPE, null, null);
        getter.visitCode();
        getter.visitVarInsn(Opcodes.ALOAD, 0);
        getter.visitFieldInsn(Opcodes.GETFIELD, owner, NAME, TYPE);
        getter.visitInsn(Opcodes.ARETURN);
        getter.visitMaxs(1, 1);
        getter.visitEnd();

        MethodVisitor setter = super.visitMethod(Opcodes.ACC_PUBLIC | hidden, NAME, "(" + REGION + ")V", null, null);
        setter.visitCode();
        setter.visitVarInsn(Opcodes.ALOAD, 0);
        setter.visitVarInsn(Opcodes.ALOAD, 1);
        setter.visitFieldInsn(Opcodes.PUTFIELD, owner, NAME, TYPE);
        setter.visitInsn(Opcodes.RETURN);
        setter.visitMaxs(2, 2);
        setter.visitEnd();

        super.visitEnd();
    }
}
