package io.pageconsistency.agent.instrument.advice;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

import io.pageconsistency.agent.instrument.symbols.ClassShape;

/**
 * Inserts calls of hooks into the methods of a class file, with ASM alone. The members of the class stay as they are, so that calls
 * can be inserted into a loaded class and removed from it. Thread-safe.
 */
public final class Inserter {
    private static final int NEVER_EDITED = Opcodes.ACC_ABSTRACT | Opcodes.ACC_BRIDGE;
    private static final int NOT_EDITABLE = Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE;

    private Inserter() {
    }

    /**
     * @param calls returns the calls for a method, by its name and descriptor
     * @param shapes returns what a class of the library declares, by its internal name; null for other classes
     * @return the new class file
     * @throws IllegalStateException if a method does not have a value that is to be passed, or if a hook is missing; the message
     *         names it
     */
    public static byte[] edit(byte[] classFile, BiFunction<String, String, List<Insertion.Call>> calls, Function<String, ClassShape> shapes) {
        ClassReader reader = new ClassReader(classFile);
        String owner = reader.getClassName();
        ClassShape own = ClassShape.of(classFile);
        Map<String, Scan> scans = scan(reader, calls);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                Scan scan = scans.get(name + descriptor);
                if (scan == null) {
                    return method;
                }
                if ((access & NOT_EDITABLE) != 0) {
                    throw new IllegalStateException(name + descriptor + " is static, or has no code");
                }
                return new InsertedMethod(method, name, scan, new Values(owner, descriptor, type -> type.equals(owner) ? own : shapes.apply(type)),
                        calls.apply(name, descriptor));
            }
        }, ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private static Map<String, Scan> scan(ClassReader reader, BiFunction<String, String, List<Insertion.Call>> calls) {
        Map<String, Scan> scans = new HashMap<>();
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                if ((access & NEVER_EDITED) != 0 || calls.apply(name, descriptor).isEmpty()) {
                    return null;
                }
                Scan scan = new Scan();
                scans.put(name + descriptor, scan);
                return scan;
            }
        }, ClassReader.SKIP_FRAMES);
        return scans;
    }

    /** What must be known about a method before calls are inserted. */
    static final class Scan extends MethodVisitor {
        /** The variables that the method writes. */
        private final BitSet written = new BitSet();
        private int returns;
        private int variables;
        private int firstLine = -1;

        Scan() {
            super(OpenedClassReader.ASM_API);
        }

        boolean writes(int variable, int size) {
            return !written.get(variable, variable + size).isEmpty();
        }

        int returns() {
            return returns;
        }

        /** Returns the number of the method's variables. */
        int variables() {
            return variables;
        }

        /** Returns the line of the method's first instruction; negative if it is not known. */
        int firstLine() {
            return firstLine;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
                written.set(variable, variable + (opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE ? 2 : 1));
            }
        }

        @Override
        public void visitIincInsn(int variable, int increment) {
            written.set(variable);
        }

        @Override
        public void visitInsn(int opcode) {
            returns += opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN ? 1 : 0;
        }

        @Override
        public void visitLineNumber(int line, Label start) {
            firstLine = firstLine < 0 ? line : firstLine;
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            variables = locals;
        }
    }
}
