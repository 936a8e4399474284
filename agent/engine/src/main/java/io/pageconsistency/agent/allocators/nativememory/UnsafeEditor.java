package io.pageconsistency.agent.allocators.nativememory;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Inserts calls of the hooks into the three methods of the JDK's {@code Unsafe} through which all native memory is allocated and
 * freed. Adds and removes no members.
 */
final class UnsafeEditor extends ClassVisitor {
    private static final String HOOKS = "io/pageconsistency/hooks/NativeMemoryHooks";
    /** The local variables of the two parameters. The first one takes two slots. */
    private static final int FIRST = 1;
    private static final int SECOND = 3;

    private final String owner;
    private final List<String> missing = new ArrayList<>(List.of("allocateMemory(J)J", "freeMemory(J)V",
            "reallocateMemory(JJ)J"));

    private UnsafeEditor(String owner, ClassVisitor next) {
        super(OpenedClassReader.ASM_API, next);
        this.owner = owner;
    }

    /** @throws IllegalStateException if a method is missing; its message names the first missing one */
    static byte[] edit(byte[] classFile) {
        ClassReader reader = OpenedClassReader.of(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        UnsafeEditor editor = new UnsafeEditor(reader.getClassName(), writer);
        reader.accept(editor, 0);
        if (!editor.missing.isEmpty()) {
            throw new IllegalStateException(
                    reader.getClassName().replace('/', '.') + "." + editor.missing.get(0) + " not found");
        }
        return writer.toByteArray();
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) != 0
                || !missing.remove(name + descriptor)) {
            return method;
        }
        return switch (name) {
            case "allocateMemory" -> new Result(method, FIRST, "allocated");
            case "freeMemory" -> new Entry(method);
            default -> new Reallocation(method);
        };
    }

    /** Calls the hook with the address that is freed, at the beginning of the method. */
    private static final class Entry extends MethodVisitor {
        Entry(MethodVisitor next) {
            super(OpenedClassReader.ASM_API, next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            super.visitVarInsn(Opcodes.LLOAD, FIRST);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "freeing", "(J)V", false);
        }
    }

    /** Calls the hook with the returned address, and with the size that the system was asked for, at the end of the method. */
    private static class Result extends MethodVisitor {
        private final int size;
        private final String hook;

        Result(MethodVisitor next, int size, String hook) {
            super(OpenedClassReader.ASM_API, next);
            this.size = size;
            this.hook = hook;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.LRETURN) {
                super.visitInsn(Opcodes.DUP2);
                super.visitVarInsn(Opcodes.LLOAD, size);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, hook, "(JJ)V", false);
            }
            super.visitInsn(opcode);
        }
    }

    /** Calls the hooks at the beginning and at the end, and when the method throws. */
    private final class Reallocation extends Result {
        private final Label start = new Label();

        Reallocation(MethodVisitor next) {
            super(next, SECOND, "reallocated");
        }

        @Override
        public void visitCode() {
            super.visitCode();
            super.visitVarInsn(Opcodes.LLOAD, FIRST);
            super.visitVarInsn(Opcodes.LLOAD, SECOND);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "reallocating", "(JJ)V", false);
            super.visitLabel(start);
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            Label handler = new Label();
            super.visitTryCatchBlock(start, handler, handler, null);
            super.visitLabel(handler);
            super.visitFrame(Opcodes.F_FULL, 3, new Object[] {owner, Opcodes.LONG, Opcodes.LONG}, 1,
                    new Object[] {"java/lang/Throwable"});
            super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "reallocationFailed", "()V", false);
            super.visitInsn(Opcodes.ATHROW);
            super.visitMaxs(stack, locals);
        }
    }
}
