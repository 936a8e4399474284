package io.pageconsistency.agent.jdk.loaders;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Makes a class loader's {@code loadClass}, with and without the second parameter, ask {@link io.pageconsistency.hooks.OwnClasses}
 * first. The members of the class stay as they are.
 */
final class LoaderEditor extends ClassVisitor {
    private static final String METHOD = "loadClass";
    private static final String DESCRIPTOR = "(Ljava/lang/String;)Ljava/lang/Class;";
    private static final String RESOLVING_DESCRIPTOR = "(Ljava/lang/String;Z)Ljava/lang/Class;";
    private static final int WITHOUT_BODY = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_STATIC;

    private boolean framed;
    private boolean edited;

    private LoaderEditor(ClassVisitor next) {
        super(OpenedClassReader.ASM_API, next);
    }

    /** Returns the class file with these methods changed, or null if it has none of them. */
    static byte[] edit(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        LoaderEditor editor = new LoaderEditor(writer);
        reader.accept(editor, 0);
        return editor.edited ? writer.toByteArray() : null;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        framed = (version & 0xffff) >= Opcodes.V1_6;
        super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (!name.equals(METHOD) || (access & WITHOUT_BODY) != 0
                || !descriptor.equals(DESCRIPTOR) && !descriptor.equals(RESOLVING_DESCRIPTOR)) {
            return method;
        }
        edited = true;
        return new MethodVisitor(OpenedClassReader.ASM_API, method) {
            @Override
            public void visitCode() {
                super.visitCode();
                Label notOurs = new Label();
                super.visitVarInsn(Opcodes.ALOAD, 1);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pageconsistency/hooks/OwnClasses", "find", DESCRIPTOR, false);
                super.visitInsn(Opcodes.DUP);
                super.visitJumpInsn(Opcodes.IFNULL, notOurs);
                super.visitInsn(Opcodes.ARETURN);
                super.visitLabel(notOurs);
                if (framed) {
                    // The locals are still the parameters, as in the method's implicit first frame.
                    super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Class"});
                }
                super.visitInsn(Opcodes.POP);
            }
        };
    }
}
