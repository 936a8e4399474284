package io.pageconsistency.agent.allocators.described.weaving;

import java.util.HashMap;
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
 * Inserts hooks around the calls by which a class removes elements from a collection, or adds elements to it. The hooks decide at
 * run time whether the collection is the described one.
 *
 * <p>Arguments are kept, from before the call until after it, in local variables that no other code uses, so that no stack map
 * frame changes. Constructors are not hooked: what they add is the initial free memory.
 */
final class FreeListEditor {
    private static final String TIMED = "JLjava/util/concurrent/TimeUnit;)";
    private static final Set<String> TAKING = Set.of("poll", "pollFirst", "pollLast", "remove", "removeFirst", "removeLast", "pop", "take",
            "takeFirst", "takeLast");
    private static final Set<String> TAKING_ARGUMENTS = Set.of("()", "(I)", "(" + TIMED);
    private static final Set<String> PUTTING = Set.of("offer", "offerFirst", "offerLast", "add", "addFirst", "addLast", "push", "put",
            "putFirst", "putLast");
    private static final Set<String> PUTTING_ARGUMENTS =
            Set.of("(Ljava/lang/Object;)", "(ILjava/lang/Object;)", "(Ljava/lang/Object;" + TIMED);
    private static final String HOOKS = "io/pageconsistency/hooks/FreeListHooks";

    /**
     * A described list.
     *
     * @param handOut the number of the transfer for removed elements; the next number is the transfer for added elements
     */
    record Hooked(int handOut, boolean isStatic) {
    }

    private FreeListEditor() {
    }

    /** @param type the class's internal name */
    static byte[] edit(String type, byte[] classFile, List<Hooked> lists) {
        ClassReader reader = OpenedClassReader.of(classFile);
        Map<String, Integer> locals = locals(reader);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return name.startsWith("<") ? method
                        : new Calls(method, type, (access & Opcodes.ACC_STATIC) != 0, locals.getOrDefault(name + descriptor, 0), lists);
            }
        }, 0);
        return writer.toByteArray();
    }

    /** The number of local variables of each method. */
    private static Map<String, Integer> locals(ClassReader reader) {
        Map<String, Integer> locals = new HashMap<>();
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                    @Override
                    public void visitMaxs(int maxStack, int maxLocals) {
                        locals.put(name + descriptor, maxLocals);
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG);
        return locals;
    }

    private static final class Calls extends MethodVisitor {
        private final String type;
        private final boolean inStatic;
        private final int firstLocal;
        private final List<Hooked> lists;

        Calls(MethodVisitor next, String type, boolean inStatic, int firstLocal, List<Hooked> lists) {
            super(OpenedClassReader.ASM_API, next);
            this.type = type;
            this.inStatic = inStatic;
            this.firstLocal = firstLocal;
            this.lists = lists;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            String arguments = descriptor.substring(0, descriptor.indexOf(')') + 1);
            Type result = Type.getReturnType(descriptor);
            boolean virtual = opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE;
            boolean taking = virtual && TAKING.contains(name) && TAKING_ARGUMENTS.contains(arguments)
                    && result.getSort() == Type.OBJECT;
            boolean putting = virtual && PUTTING.contains(name) && PUTTING_ARGUMENTS.contains(arguments);
            if (!taking && !putting) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                return;
            }
            Type[] types = Type.getArgumentTypes(descriptor);
            int element = keep(types);
            if (putting) {
                lists.forEach(list -> hook("putting", list, list.handOut() + 1, element));
            }
            super.visitVarInsn(Opcodes.ALOAD, firstLocal);
            int local = firstLocal + 1;
            for (Type each : types) {
                super.visitVarInsn(each.getOpcode(Opcodes.ILOAD), local);
                local += each.getSize();
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (taking) {
                super.visitInsn(Opcodes.DUP);
                super.visitVarInsn(Opcodes.ASTORE, firstLocal + 1);
                lists.forEach(list -> hook("taken", list, list.handOut(), firstLocal + 1));
            } else if (result.getSort() == Type.BOOLEAN) {
                super.visitInsn(Opcodes.DUP);
                super.visitVarInsn(Opcodes.ISTORE, local);
                int answer = local;
                lists.forEach(list -> refused(list, element, answer));
            }
        }

        /**
         * Moves the receiver and the arguments from the stack to local variables.
         *
         * @return the local variable that has the element; -1 if there is none
         */
        private int keep(Type[] types) {
            int local = firstLocal + 1;
            for (Type each : types) {
                local += each.getSize();
            }
            int element = -1;
            for (int i = types.length - 1; i >= 0; i--) {
                local -= types[i].getSize();
                super.visitVarInsn(types[i].getOpcode(Opcodes.ISTORE), local);
                element = types[i].getDescriptor().equals("Ljava/lang/Object;") ? local : element;
            }
            super.visitVarInsn(Opcodes.ASTORE, firstLocal);
            return element;
        }

        private void hook(String name, Hooked list, int transfer, int element) {
            if (push(list, transfer, element)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name,
                        "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Class;I)V", false);
            }
        }

        private void refused(Hooked list, int element, int answer) {
            if (push(list, list.handOut() + 1, element)) {
                super.visitVarInsn(Opcodes.ILOAD, answer);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "put",
                        "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Class;IZ)V", false);
            }
        }

        private boolean push(Hooked list, int transfer, int element) {
            if (inStatic && !list.isStatic()) {
                return false;
            }
            super.visitVarInsn(Opcodes.ALOAD, firstLocal);
            super.visitVarInsn(Opcodes.ALOAD, element);
            if (list.isStatic()) {
                super.visitLdcInsn(Type.getObjectType(type));
            } else {
                super.visitVarInsn(Opcodes.ALOAD, 0);
            }
            super.visitLdcInsn(Type.getObjectType(type));
            super.visitLdcInsn(transfer);
            return true;
        }
    }
}
