package io.pageconsistency.agent.fence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Inserts calls of hooks where code may access fenced memory: before {@linkplain AddressUses calls that use a buffer's address},
 * and in the constructor of the JVM's error.
 */
final class FenceEditor extends ClassVisitor {
    static final String ERROR = "java/lang/InternalError";
    private static final String HOOKS = "io/pageconsistency/hooks/FenceHooks";
    private static final String RANGE = "(JJ)V";
    private static final String BUFFER = "java/nio/ByteBuffer";
    private static final String MESSAGE_CONSTRUCTOR = "<init>(Ljava/lang/String;)V";

    private final String type;
    private final List<AddressUses.Use> uses;
    private final Map<String, Integer> locals;
    private final Set<String> missing = new LinkedHashSet<>();

    private FenceEditor(String type, Map<String, Integer> locals, ClassVisitor next) {
        super(OpenedClassReader.ASM_API, next);
        this.type = type;
        this.locals = locals;
        uses = AddressUses.of(type);
        uses.forEach(use -> missing.add(use.call()));
        if (type.equals(ERROR)) {
            missing.add(MESSAGE_CONSTRUCTOR);
        } else if (type.equals(AddressUses.CHANNELS)) {
            missing.add(AddressUses.CHANNELS_METHOD);
        }
    }

    static boolean isEdited(String type) {
        return type.equals(ERROR) || type.equals(AddressUses.CHANNELS) || !AddressUses.of(type).isEmpty();
    }

    /** @param missed takes the methods and calls that were not found, in words */
    static byte[] edit(byte[] classFile, List<String> missed) {
        ClassReader reader = OpenedClassReader.of(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        FenceEditor editor = new FenceEditor(reader.getClassName(), localsOf(reader), writer);
        reader.accept(editor, 0);
        if (AddressUses.isComplete(editor.type)) {
            editor.missing.forEach(call -> missed.add(editor.type.replace('/', '.') + "." + call));
        }
        return writer.toByteArray();
    }

    /** Returns the number of variables of each method. */
    private static Map<String, Integer> localsOf(ClassReader reader) {
        Map<String, Integer> all = new HashMap<>();
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                    @Override
                    public void visitMaxs(int stack, int locals) {
                        all.put(name + descriptor, locals);
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return all;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        String key = name + descriptor;
        if ((access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) != 0) {
            return method;
        }
        if (type.equals(ERROR) && key.equals(MESSAGE_CONSTRUCTOR)) {
            missing.remove(key);
            return new ErrorConstructor(method);
        }
        if (type.equals(AddressUses.CHANNELS)) {
            return key.equals(AddressUses.CHANNELS_METHOD) && missing.remove(key) ? new AddressReturn(method) : method;
        }
        return uses.isEmpty() ? method : new UseCalls(method, locals.getOrDefault(key, 0));
    }

    /** Reports the error's message, at the end of the constructor. */
    private static final class ErrorConstructor extends MethodVisitor {
        ErrorConstructor(MethodVisitor next) {
            super(OpenedClassReader.ASM_API, next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.RETURN) {
                super.visitVarInsn(Opcodes.ALOAD, 1);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "errorMade", "(Ljava/lang/String;)V", false);
            }
            super.visitInsn(opcode);
        }
    }

    /** Reports the memory between position and limit of the buffer whose address is returned. */
    private static final class AddressReturn extends MethodVisitor {
        AddressReturn(MethodVisitor next) {
            super(OpenedClassReader.ASM_API, next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.LRETURN) {
                super.visitInsn(Opcodes.DUP2);
                ofBuffer("position");
                super.visitInsn(Opcodes.LADD);
                ofBuffer("remaining");
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "passing", RANGE, false);
            }
            super.visitInsn(opcode);
        }

        private void ofBuffer(String figure) {
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUFFER, figure, "()I", false);
            super.visitInsn(Opcodes.I2L);
        }
    }

    /** Reports the memory that calls are given. The arguments are kept in additional variables meanwhile. */
    private final class UseCalls extends MethodVisitor {
        private final int free;

        UseCalls(MethodVisitor next, int free) {
            super(OpenedClassReader.ASM_API, next);
            this.free = free;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            for (AddressUses.Use use : uses) {
                if (use.call().equals(name + descriptor)) {
                    missing.remove(use.call());
                    before(use, Type.getArgumentTypes(descriptor));
                }
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        private void before(AddressUses.Use use, Type[] arguments) {
            List<Integer> at = new ArrayList<>();
            int next = free;
            for (Type argument : arguments) {
                at.add(next);
                next += argument.getSize();
            }
            for (int i = arguments.length - 1; i >= 0; i--) {
                super.visitVarInsn(arguments[i].getOpcode(Opcodes.ISTORE), at.get(i));
            }
            for (AddressUses.Range range : use.ranges()) {
                super.visitVarInsn(Opcodes.LLOAD, at.get(range.address()));
                if (range.hasOffset()) {
                    super.visitVarInsn(Opcodes.ILOAD, at.get(range.offset()));
                    super.visitInsn(Opcodes.I2L);
                    super.visitInsn(Opcodes.LADD);
                }
                super.visitVarInsn(Opcodes.ILOAD, at.get(range.length()));
                if (range.toEnd()) {
                    super.visitVarInsn(Opcodes.ILOAD, at.get(range.offset()));
                    super.visitInsn(Opcodes.ISUB);
                }
                super.visitInsn(Opcodes.I2L);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, use.isSystemCall() ? "passing" : "touching", RANGE, false);
            }
            for (int i = 0; i < arguments.length; i++) {
                super.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), at.get(i));
            }
        }
    }
}
