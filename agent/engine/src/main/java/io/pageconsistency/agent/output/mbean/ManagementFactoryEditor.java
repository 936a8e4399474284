package io.pageconsistency.agent.output.mbean;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/** Makes the method that returns the platform's MBean server pass it to the agent first. Adds and removes no members. */
final class ManagementFactoryEditor extends ClassVisitor {
    private static final String GETTER = "getPlatformMBeanServer";

    private ManagementFactoryEditor(ClassVisitor next) {
        super(OpenedClassReader.ASM_API, next);
    }

    static byte[] edit(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        // The inserted code does not change any stack map frame.
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ManagementFactoryEditor(writer), 0);
        return writer.toByteArray();
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        return !name.equals(GETTER) ? method : new MethodVisitor(OpenedClassReader.ASM_API, method) {
            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.ARETURN) {
                    super.visitInsn(Opcodes.DUP);
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pageconsistency/hooks/PlatformServerHooks", "asked",
                            "(Ljava/lang/Object;)V", false);
                }
                super.visitInsn(opcode);
            }
        };
    }
}
